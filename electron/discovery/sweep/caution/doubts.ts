/** Which silences are not to be trusted, because known-live machines were silent at that time too. */
export interface Doubts {
  asked(address: string): void;
  /** It is there: whatever the canaries say, that is certain. */
  answered(address: string): void;
  /** The canaries answered: whoever was silent since the last time was not there. */
  good(): void;
  /** They did not: every silence since the last time is doubtful. */
  lost(): void;
  /** Whether anything was asked since the canaries answered last. */
  readonly isOpen: boolean;
  readonly count: number;
  /** In the order in which they were asked. */
  all(): readonly string[];
}

export function createDoubts(): Doubts {
  const sinceGood = new Set<string>();
  const doubtful = new Set<string>();
  return {
    asked: (address) => {
      doubtful.delete(address);
      sinceGood.add(address);
    },
    answered: (address) => {
      sinceGood.delete(address);
      doubtful.delete(address);
    },
    good: () => sinceGood.clear(),
    lost: () => {
      for (const address of sinceGood) doubtful.add(address);
      sinceGood.clear();
    },
    get isOpen() {
      return sinceGood.size > 0;
    },
    get count() {
      return doubtful.size;
    },
    all: () => [...doubtful],
  };
}
