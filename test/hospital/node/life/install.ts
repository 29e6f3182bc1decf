import type { LabDisk } from '../lab-hardware.ts';
import type { Machine, PowerAction } from '../machine.ts';
import { type Phase, runSequence } from './sequence.ts';

/** How long the node shows a failed installation before it starts again. */
const FAILURE_PAUSE_SECONDS = 35;

/** Installs to the disk that the configuration names. A failed installation loses the configuration: nothing kept it. */
export async function installTalos(machine: Machine): Promise<PowerAction> {
  const { active } = machine;
  try {
    await runSequence(machine, 'install', installPhases(machine));
  } catch (error) {
    if (machine.runSignal.aborted) throw error;
    machine.kernel.talos(`rebooting in ${FAILURE_PAUSE_SECONDS} seconds`);
    await machine.pass(FAILURE_PAUSE_SECONDS);
    return 'reboot';
  }
  if (machine.keepsConfig) machine.persisted.config = active;
  return 'reboot';
}

function installPhases(machine: Machine): readonly Phase[] {
  const image =
    machine.active?.settings.installImage || `ghcr.io/siderolabs/installer:${machine.talosVersion}`;
  const say = (text: string) => machine.kernel.write({ facility: 'user', priority: 'warning', text });
  const phase = (name: string, task: string, nominalSeconds: number, run?: () => void): Phase => ({
    name,
    tasks: [{ name: task, nominalSeconds, ...(run ? { run } : {}) }],
  });
  return [
    phase('env', 'setUserEnvVars', 0.2),
    {
      name: 'install',
      tasks: [
        {
          name: 'install',
          nominalSeconds: 8,
          run: async () => {
            machine.kernel.talos(`installing Talos to disk`);
            say(`pulled image ${image}`);
            await machine.pass(16);
            const disk = diskFor(machine);
            say(`running Talos installer ${machine.talosVersion}`);
            say(`creating new partitions on ${disk.path}: EFI, BOOT, META, STATE, EPHEMERAL`);
            machine.persisted.systemDisk = disk.path;
            say(`installation of ${machine.talosVersion} complete`);
          },
        },
      ],
    },
    phase('meta', 'reloadMeta', 0.3),
    phase('saveMeta', 'flushMeta', 0.3),
    phase('volumeFinalize', 'teardownVolumeLifecycle', 1),
    phase('stopEverything', 'stopAllServices', 3, () => stopServices(machine)),
    phase('kexec', 'kexecPrepare', 1),
    phase('reboot', 'reboot', 0.2),
  ];
}

/** Throws an Error, the installer's failure, when the disk is not there (any more). */
function diskFor(machine: Machine): LabDisk {
  const rule = machine.active?.settings.installDisk;
  const disk = machine.disks.find((candidate) =>
    rule?.by === 'path' ? candidate.path === rule.path : rule?.matches(candidate),
  );
  if (disk) return disk;
  const wanted = rule?.by === 'path' ? rule.path : (rule?.expression ?? 'none');
  throw new Error(`failed to find the installation disk: stat ${wanted}: no such file or directory`);
}

function stopServices(machine: Machine): void {
  for (const { id, state } of machine.services.all()) {
    if (state !== 'Running' || id === 'machined' || id === 'apid') continue;
    machine.services.set(id, 'Finished', 'Service finished successfully');
  }
}
