/** The stages as the node's own machine status names them. */
export type ConsoleStage =
  | 'booting'
  | 'installing'
  | 'maintenance'
  | 'running'
  | 'rebooting'
  | 'shutting down'
  | 'resetting'
  | 'upgrading';

/** What a sequence means while it runs. */
const SEQUENCES: Readonly<Record<string, ConsoleStage>> = {
  initialize: 'booting',
  install: 'installing',
  boot: 'booting',
  reboot: 'rebooting',
  shutdown: 'shutting down',
  reset: 'resetting',
  upgrade: 'upgrading',
  stageUpgrade: 'upgrading',
  maintenanceUpgrade: 'upgrading',
};

/** The stage that a text of Talos (without stamp, prefix and tail) tells; null where it tells none. */
export function readProgress(text: string): ConsoleStage | null {
  if (/^entering maintenance service/.test(text)) return 'maintenance';
  if (/^leaving maintenance service/.test(text)) return 'booting';
  if (/^machine is running and ready/.test(text)) return 'running';
  if (/^installing Talos to disk/.test(text)) return 'installing';
  const [, name = '', rest = ''] = /^(\w{1,40}) sequence: (.{0,60})/.exec(text) ?? [];
  const stage = SEQUENCES[name] ?? null;
  // Only the boot's own end says that it runs: the others end in a restart or are followed by the next.
  return name === 'boot' && /^done/.test(rest) ? 'running' : stage;
}
