import canonicalize from 'canonicalize';

/** The plan that is shown is the plan that runs: frozen, and hashed over everything in it. */
export interface ProvisionPlan {
  readonly nodeId: string;
  readonly slotId: string;
  /** The slot's label, for example `LAB-EDGE-03`. */
  readonly label: string;
  readonly hostname: string;
  readonly role: 'controlplane' | 'worker';
  readonly talosVersion: string;
  readonly address: string;
  readonly disk: {
    readonly devPath: string;
    readonly model: string;
    readonly serial: string;
    readonly sizeBytes: number;
    /** Old partitions found on it, in words such as `LVM2_member sdb1`; they will be erased. */
    readonly oldData: readonly string[];
  };
  /** The rendered machine config with every secret replaced. */
  readonly configRedacted: string;
  /** SHA-256 of the rendered config with the secrets in it, hex. */
  readonly configSha256: string;
  /** What the node's own dry run answered. */
  readonly dryRun: { readonly accepted: boolean; readonly text: string };
  readonly fingerprint: string;
  /** SHA-256 over the canonical JSON of all of the above, hex. */
  readonly hash: string;
}

/** What a plan is made from; everything in it counts. */
export type PlanParts = Omit<ProvisionPlan, 'hash'>;

/** The plan with its hash. `sha256` takes UTF-8 text and gives hex. */
export function buildPlan(parts: PlanParts, sha256: (text: string) => string): ProvisionPlan {
  const text = canonicalize(parts);
  if (text === undefined) throw new Error('a plan that is not JSON');
  return { ...parts, hash: sha256(text) };
}
