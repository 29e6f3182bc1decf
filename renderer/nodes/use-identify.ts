import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { IdentityComparison, NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { PackSummary } from '../../shared/domain/sites/visit.ts';
import type { Failure } from '../../shared/failure/failure.ts';
import { words } from '../../shared/words/words.ts';
import { discoveryQueries, nodeQueries, siteQueries } from '../api/queries.ts';
import { failureOf, useAct } from '../api/services.tsx';
import { useDraft } from '../app/drafts.tsx';

export type Slot = PackSummary['slots'][number];

/** The form of the identity lock: what is chosen and read, what the comparison says of it, and the act. */
export interface Identifying {
  readonly node: NodeView;
  readonly freeSlots: readonly Slot[];
  readonly takenSlots: number;
  readonly slot: Slot | null;
  readonly chooseSlot: (slotId: string) => void;
  readonly labelSerial: string;
  readonly setLabelSerial: (text: string) => void;
  readonly consoleFingerprint: string;
  readonly setConsoleFingerprint: (text: string) => void;
  readonly comparison: IdentityComparison | null;
  /** What was found missing when the person last tried to confirm. */
  readonly problems: {
    readonly slot: string | null;
    readonly label: string | null;
    readonly console: string | null;
  };
  readonly confirm: () => void;
  readonly isPending: boolean;
  readonly failure: Failure | null;
}

const route = getRouteApi('/nodes/$nodeId/identify');

/** Nothing is chosen before the person chooses, not even when only one planned node is left. */
export function useIdentify(node: NodeView): Identifying {
  const { slot: fromAddress } = route.useSearch();
  const [draftSlot, chooseSlot] = useDraft(`slot of ${node.id}`);
  const [labelSerial, setLabelSerial] = useDraft(`label of ${node.id}`);
  const [consoleFingerprint, setConsoleFingerprint] = useDraft(`console of ${node.id}`);
  const [wasTried, setWasTried] = useState(false);
  const identify = useAct('nodes.identify');
  const { freeSlots, takenSlots } = useSlots();
  const slot = freeSlots.find(({ id }) => id === (draftSlot || fromAddress)) ?? null;
  const input = { nodeId: node.id, slotId: slot?.id ?? '', labelSerial, consoleFingerprint };
  const isSomethingRead = labelSerial.trim() !== '' || consoleFingerprint.trim() !== '';
  const compared = useQuery({
    ...nodeQueries.compare(input),
    enabled: slot !== null && isSomethingRead,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  const problems = {
    slot: wasTried && slot === null ? words('identify.slot.missing') : null,
    label: wasTried && labelSerial.trim() === '' ? words('identify.label.missing') : null,
    console: wasTried && consoleFingerprint.trim() === '' ? words('identify.console.missing') : null,
  };
  const confirm = () => {
    setWasTried(true);
    const missing = firstMissing(slot, labelSerial, consoleFingerprint);
    if (missing !== null) document.getElementById(missing)?.focus();
    else identify.mutate(input);
  };
  return {
    node,
    freeSlots,
    takenSlots,
    slot,
    chooseSlot,
    labelSerial,
    setLabelSerial,
    consoleFingerprint,
    setConsoleFingerprint,
    comparison: slot === null || !isSomethingRead ? null : (compared.data ?? null),
    problems,
    confirm,
    isPending: identify.isPending,
    failure: identify.error === null ? null : failureOf(identify.error),
  };
}

function firstMissing(slot: Slot | null, label: string, onConsole: string): string | null {
  if (slot === null) return 'planned-node';
  if (label.trim() === '') return 'label-serial';
  return onConsole.trim() === '' ? 'console-fingerprint' : null;
}

function useSlots(): { readonly freeSlots: readonly Slot[]; readonly takenSlots: number } {
  const { data: overview } = useQuery(siteQueries.overview());
  const { data: nodes } = useQuery(discoveryQueries.nodes());
  const slots = overview?.pack?.slots ?? [];
  const freeSlots = slots.filter(({ id }) => !nodes?.some(({ slotId }) => slotId === id));
  return { freeSlots, takenSlots: slots.length - freeSlots.length };
}
