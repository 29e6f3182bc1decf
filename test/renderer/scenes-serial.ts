/** Scenes of the serial console and of the identity lock. */
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { ConsoleReading, SerialPortView } from '../../shared/domain/serial/serial-port.ts';
import type { Failure } from '../../shared/failure/failure.ts';
import { consoleText, type DoublePort } from './double-serial.ts';
import { fingerprints, node, nowMs } from './examples.ts';
import type { World } from './world.ts';

const nothingRead: ConsoleReading = {
  ...{ addresses: [], fingerprint: null, hostname: null, talosVersion: null, uuid: null, stage: null },
  ...{ isHalted: false, siderolink: false, errors: [], readAtMs: null },
};

function port(change: Partial<SerialPortView> = {}, more: Partial<DoublePort> = {}): DoublePort {
  const view: SerialPortView = {
    ...{ path: '/dev/ttyUSB0', maker: 'FTDI', product: 'USB-RS232 cable', serialNumber: 'FT7GK3WQ' },
    ...{ state: 'closed', baud: null, problem: null, isSendUnlocked: false, firstLine: 0, endLine: 0 },
    ...{ droppedBytes: 0, reading: nothingRead, recording: null, nodeId: null },
    ...change,
  };
  return { view, lines: [], refuses: null, linesPerQuarter: 3, ...more };
}

/** A port that is open and has printed `count` lines, those of node 3. */
function printed(count: number, change: Partial<SerialPortView> = {}, linesPerQuarter = 0): DoublePort {
  const lines = Array.from({ length: count }, (_, number) => ({
    ...{ number, atMs: nowMs - (count - number) * 40, text: consoleText(number), kind: 'in' as const },
  }));
  const reading: ConsoleReading = {
    ...nothingRead,
    addresses: ['10.20.4.63', 'fe80::d65d:64ff:fe1a:2003'],
    fingerprint: fingerprints[2],
    hostname: 'talos-3ab-cd',
    talosVersion: 'v1.13.2',
    uuid: '4c4c4544-0042-3510-8052-c4c04f4e5030',
    stage: 'maintenance',
    readAtMs: nowMs - 12_000,
  };
  const recording = { file: 'console-ttyUSB0-2026-11-22.log', sizeBytes: 1_240_000, isFull: false };
  const view = { state: 'open' as const, baud: 115_200 as const, endLine: count, reading, recording };
  return port({ ...view, nodeId: node(3).id, ...change }, { lines, linesPerQuarter });
}

const closedPorts = (): DoublePort[] => {
  const busy: Failure = { code: 'serial-busy', facts: { path: '/dev/ttyUSB1' } };
  const forbidden: Failure = { code: 'serial-forbidden', facts: { path: '/dev/ttyACM0', group: 'dialout' } };
  const silabs = { maker: 'Silicon Labs', product: 'CP2102N USB to UART', serialNumber: '0001' };
  return [
    port(),
    port({ path: '/dev/ttyUSB1', ...silabs }, { refuses: busy }),
    port(
      { path: '/dev/ttyACM0', maker: null, product: null, serialNumber: null, problem: forbidden },
      { refuses: forbidden },
    ),
  ];
};

const troubled = (): DoublePort => {
  const vanished: Failure = { code: 'serial-vanished', facts: { path: '/dev/ttyUSB0' } };
  const { view, lines } = printed(400);
  const errors = [
    'error running phase 3 in install sequence: failed to pull installer image: dial tcp 10.20.4.1:443: i/o timeout',
    'time query error with server "10.20.4.2": read udp: connection refused',
  ];
  const reading = { ...view.reading, isHalted: true, siderolink: true, errors, stage: 'installing' };
  const recording = { file: 'console-ttyUSB0-2026-11-22.log', sizeBytes: 64_000_000, isFull: true };
  return port(
    { ...view, state: 'waiting', problem: vanished, reading, recording, droppedBytes: 18_432 },
    { lines },
  );
};

/** A node of which only its console is known. */
const byConsoleAlone = (): NodeView =>
  node(3, {
    ...{
      id: 'console:/dev/ttyUSB0',
      name: 'talos-3ab-cd',
      answer: 'silent',
      address: '',
      port: 0,
    },
    ...{ serial: null, product: null, macs: null, fingerprint: null, sources: ['console'], places: [] },
    consolePort: '/dev/ttyUSB0',
    consoleFingerprint: { value: fingerprints[2], source: 'console', learntAtMs: nowMs - 12_000 },
  });

/** Puts node 3 in the world with what its console printed. */
function withConsole(world: World, fingerprint: string): World {
  const consoleFingerprint = { value: fingerprint, source: 'console' as const, learntAtMs: nowMs - 12_000 };
  const known = node(3, { consolePort: '/dev/ttyUSB0', consoleFingerprint });
  const { view, lines } = printed(2000);
  const reading = { ...view.reading, fingerprint };
  return {
    ...world,
    nodes: world.nodes.map((one) => (one.id === known.id ? known : one)),
    serial: [port({ ...view, reading }, { lines })],
  };
}

const managedByOmni = (world: World): World => ({
  ...world,
  nodes: world.nodes.map((one) =>
    one.id === node(3).id
      ? { ...one, managed: { by: 'omni', signs: ['siderolink-on-console', 'agent-mode'] } }
      : one,
  ),
});

/** The scenes, each made from a visit that is under way. */
export function serialScenes(visit: () => World) {
  return {
    ports: (): World => ({ ...visit(), serial: closedPorts() }),
    console: (): World => ({ ...visit(), serial: [printed(2000), ...closedPorts().slice(1)] }),
    flood: (): World => ({ ...visit(), serial: [printed(100_000, {}, 12)] }),
    troubled: (): World => ({ ...visit(), serial: [troubled()] }),
    unlocked: (): World => ({ ...visit(), serial: [printed(2000, { isSendUnlocked: true })] }),
    cabled: (): World => withConsole(visit(), fingerprints[2]),
    miscabled: (): World => withConsole(visit(), fingerprints[1]),
    unreached: (): World => ({
      ...visit(),
      nodes: [...visit().nodes.filter(({ id }) => id !== node(3).id), byConsoleAlone()],
      serial: [printed(2000, { nodeId: byConsoleAlone().id })],
    }),
    managed: (): World => managedByOmni(visit()),
  };
}
