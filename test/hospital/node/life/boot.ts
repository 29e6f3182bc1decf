import { writeKernelBoot } from '../logs/boot-texts.ts';
import type { Machine, PowerAction } from '../machine.ts';
import { authorityFrom } from '../tls/authority.ts';
import { configuredIssuer, type NodeDoor } from './door.ts';
import { installTalos } from './install.ts';
import { keepDns } from './keep-dns.ts';
import { keepTime } from './keep-time.ts';
import { waitInMaintenance } from './maintenance.ts';
import { type Phase, runSequence } from './sequence.ts';
import { startEverything, startService } from './start-services.ts';

/** One run of the machine, from the first kernel line on. Gives what it decides itself (a reboot after the installation). */
export async function bootMachine(machine: Machine, door: NodeDoor): Promise<PowerAction> {
  machine.kernel.restart();
  machine.logs.clear();
  machine.bootedAtMs = Date.now();
  machine.stage = 'booting';
  writeKernelBoot(machine);
  machine.changed();
  await initialize(machine, door);

  const unwatch = machine.cluster?.onChange(() => machine.changed());
  machine.runSignal.addEventListener('abort', () => unwatch?.(), { once: true });
  machine.stage = machine.persisted.systemDisk === null ? 'installing' : 'booting';
  machine.changed();
  openConfigured(machine, door);
  if (machine.persisted.systemDisk === null) return installTalos(machine);
  await bootInstalled(machine);
  await machine.until(() => false, machine.runSignal);
  return 'reboot';
}

/** The initialize sequence; it ends once there is a complete configuration, which may take until someone brings one. */
async function initialize(machine: Machine, door: NodeDoor): Promise<void> {
  const early = ['udevd', 'machined', 'apid', 'auditd', 'syslogd', 'containerd'];
  const phases: readonly Phase[] = [
    { name: 'systemRequirements', tasks: [{ name: 'enforceKSPPRequirements', nominalSeconds: 0.1 }] },
    {
      name: 'earlyServices',
      tasks: early.map((id) => ({
        name: `start${id}`,
        nominalSeconds: 0.3,
        run: () => startService(machine, id),
      })),
    },
    { name: 'usb', tasks: [{ name: 'waitForUSB', nominalSeconds: 1 }] },
    { name: 'meta', tasks: [{ name: 'reloadMeta', nominalSeconds: 0.1 }] },
    {
      name: 'dashboard',
      tasks: [{ name: 'startDashboard', nominalSeconds: 0.1, run: () => startService(machine, 'dashboard') }],
    },
    {
      name: 'config',
      tasks: [{ name: 'loadConfig', nominalSeconds: 0.5, run: () => loadConfig(machine, door) }],
    },
  ];
  await runSequence(machine, 'initialize', phases);
}

async function loadConfig(machine: Machine, door: NodeDoor): Promise<void> {
  machine.active = machine.persisted.config;
  keepTime(machine);
  keepDns(machine);
  if (!machine.isConfigured) await waitInMaintenance(machine, door);
}

/**
 * Opens the port with a certificate of the machine CA. A control plane has the key itself; a worker gets its
 * certificate from a control plane of its cluster, and stays closed until one is up.
 */
function openConfigured(machine: Machine, door: NodeDoor): void {
  const settings = machine.active?.settings;
  if (!settings) return;
  const open = async () => {
    if (settings.role === 'controlplane') {
      const authority = authorityFrom(settings.machineCa.crt, settings.machineCa.key);
      machine.cluster?.offerTrust(machine.options.name, authority, settings.machineToken);
      return door.show(configuredIssuer(machine, authority));
    }
    await door.show(null);
    machine.logs.write('apid', 'waiting for certificates from trustd');
    await machine.until(() => machine.cluster?.trustFor(settings.machineToken) != null, machine.runSignal);
    const authority = machine.cluster?.trustFor(settings.machineToken);
    if (authority) await door.show(configuredIssuer(machine, authority));
  };
  // A rejection can only be the end of this run, and then nobody waits for the port.
  open().catch(() => undefined);
}

async function bootInstalled(machine: Machine): Promise<void> {
  const plain = (name: string, task: string, nominalSeconds: number): Phase => ({
    name,
    tasks: [{ name: task, nominalSeconds }],
  });
  await runSequence(machine, 'boot', [
    plain('memorySizeCheck', 'memorySizeCheck', 0.1),
    plain('diskSizeCheck', 'diskSizeCheck', 0.1),
    plain('env', 'setUserEnvVars', 0.1),
    plain('dbus', 'startDBus', 0.2),
    plain('ephemeral', 'mountEphemeralPartition', 1),
    plain('udevSetup', 'writeUdevRules', 0.2),
    plain('userDisks', 'mountUserDisks', 0.2),
    plain('userSetup', 'writeUserFiles', 0.1),
    {
      name: 'startEverything',
      tasks: [{ name: 'startAllServices', nominalSeconds: 0.5, run: () => startEverything(machine) }],
    },
  ]);
  machine.stage = 'running';
  machine.changed();
}
