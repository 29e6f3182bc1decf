import type { LabDisk } from '../lab-hardware.ts';
import { checkConflicts } from './check-conflicts.ts';
import { checkDocument } from './check-documents.ts';
import { checkMain } from './check-main.ts';
import { listAt } from './dig.ts';
import { ConfigRefused, type MachineConfig } from './parse-config.ts';
import { type Settings, settingsOf } from './settings.ts';

/** A configuration that the node takes. */
export interface AcceptedConfig {
  readonly config: MachineConfig;
  readonly settings: Settings;
  readonly warnings: readonly string[];
}

/**
 * Validates as Talos 1.`minor` on metal does, and against the disks that are there: a selector must match one, while
 * a path is looked at only by the installer. `disks` is null once Talos is installed. Throws ConfigRefused with the node's wording.
 */
export function validateConfig(
  config: MachineConfig,
  minor: number,
  disks: readonly LabDisk[] | null,
): AcceptedConfig {
  const main = config.main === null ? [] : checkMain(config.main, minor, disks !== null);
  const problems = [
    ...(main.length === 0 ? [] : [`v1alpha1.Config: ${listed(main)}`]),
    ...config.documents.flatMap(checkDocument),
    ...checkConflicts(config.main, config.documents),
  ];
  if (problems.length > 0) throw new ConfigRefused(listed(problems));
  const settings = readSettings(config);
  const rule = settings.installDisk;
  if (disks !== null && rule?.by === 'selector' && !disks.some(rule.matches)) {
    throw new ConfigRefused(
      listed([`v1alpha1.Config: ${listed([`no disks matched the expression: ${rule.expression}`])}`]),
    );
  }
  return { config, settings, warnings: warningsOf(config) };
}

function readSettings(config: MachineConfig): Settings {
  try {
    return settingsOf(config);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigRefused(
      listed([`v1alpha1.Config: ${listed([`install disk selector is invalid: ${reason}`])}`]),
    );
  }
}

function warningsOf({ main }: MachineConfig): string[] {
  return listAt(main, 'machine', 'install', 'extensions').length > 0
    ? ['.machine.install.extensions is deprecated, please see the documentation on boot assets']
    : [];
}

/** The layout in which the node lists several problems at once. */
function listed(problems: readonly string[]): string {
  const count = problems.length === 1 ? '1 error occurred' : `${problems.length} errors occurred`;
  return `${count}:\n\t${problems.map((problem) => `* ${problem}`).join('\n\t')}\n\n`;
}
