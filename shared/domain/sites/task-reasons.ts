/**
 * Why a task stands where it stands, with the facts that each reason's words may use. The words are
 * `sites.task.<reason>` in the catalogue.
 */
export const taskReasons = {
  // ready
  'not-enrolled': [],
  'pack-missing': [],
  'not-ready': ['faults'],
  'ready-for-visit': ['expiresAt'],
  // find and network, before there is a pack
  'needs-pack': [],
  // find
  'nothing-found': ['planned'],
  'found-some': ['found', 'planned'],
  'found-all': ['found', 'planned'],
  // network
  'network-unchecked': [],
  'network-faults': ['faults'],
  'network-unknown': ['unknown'],
  'network-weak': ['faults'],
  'network-fine': ['checks'],
  // slot:<id>
  'slot-not-found': [],
  'slot-to-identify': ['candidates'],
  'slot-identified': ['node'],
  'slot-running': ['step'],
  'slot-stopped': ['step'],
  'slot-healthy': ['node'],
  // prove
  'prove-waits': ['open'],
  'prove-unchecked': ['left'],
  'prove-faults': ['faults'],
  'prove-unknown': ['unknown'],
  'sign-off-open': [],
  'sign-off-outdated': ['name'],
  'signed-off': ['name'],
  // bundle
  'bundle-optional': [],
  'bundle-made': ['bundles'],
  // sync
  'sync-nothing': [],
  'sync-open': ['unsent'],
  'sync-running': ['unsent'],
  'sync-away': ['unsent'],
  'sync-stuck': ['unsent'],
  'sync-needs-you': ['needsYou'],
  'sync-done': ['confirmed'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type TaskReason = keyof typeof taskReasons;
export type TaskFacts<R extends TaskReason> = Readonly<
  Record<(typeof taskReasons)[R][number], string | number>
>;
