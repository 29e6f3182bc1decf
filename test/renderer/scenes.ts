import { fromLaptop, healthyLines, laptopLines, report } from './example-reports.ts';
import { bound, bundle, flow, ledger, node, notReady, nowMs, pack, ready, sources } from './examples.ts';
import { surroundingsOf } from './finding/example-surroundings.ts';
import { findingScenes } from './finding/finding-scenes.ts';
import { serialScenes } from './scenes-serial.ts';
import type { World } from './world.ts';

/** A laptop that was just installed: no enrolment, no pack, nothing found. */
const fresh = (): World => ({
  status: {
    state: 'open',
    failure: null,
    appVersion: '0.1.0',
    demo: false,
    keystore: 'os',
    interfaces: [
      { name: 'eth0', address: '10.20.4.7', used: true, why: 'used' },
      { name: 'wlan0', address: '192.168.40.11', used: false, why: 'not-chosen' },
    ],
  },
  settings: { theme: 'system', sweepPace: 'gentle', syncAutomatically: true },
  enrolment: { state: 'none' },
  pack: null,
  readiness: notReady,
  nodes: [],
  surroundings: surroundingsOf['nobody-answers'],
  ...{ arriving: [], sweeps: [], sweepEnding: 'complete', sweepDoubtful: 0 },
  serial: [],
  flows: [],
  reports: [],
  sources: [],
  bundles: [],
  ledger: [],
  sync: {
    savedHere: 0,
    sending: 0,
    confirmed: 0,
    needsYou: 0,
    unsent: 0,
    connection: { state: 'unknown' },
    lastConfirmedAtMs: null,
    syncing: false,
  },
  signOff: { state: 'none' },
  refusesPack: false,
  refusesConfig: false,
});

const enrolled = (): World => ({
  ...fresh(),
  enrolment: {
    state: 'enrolled',
    region: 'eu-1',
    engineer: 'M. Keller',
    consoleUrl: 'https://console.eu-1.example',
  },
});
const empty = (): World => ({ ...enrolled(), pack, readiness: ready, sources });

/** In the middle of a visit without internet: one node done, one installing, one to identify, others to be left alone. */
const visit = (): World => ({
  ...empty(),
  nodes: [
    bound(1, 'provisioned'),
    bound(2, 'provisioning'),
    node(3),
    node(4, {
      answer: 'foreign',
      name: '10.20.4.90',
      address: '10.20.4.90',
      candidateSlotIds: [],
      serial: null,
    }),
    node(5, {
      answer: 'silent',
      name: '10.20.4.71',
      address: '10.20.4.71',
      candidateSlotIds: [],
      lastSeenAtMs: nowMs - 1_900_000,
    }),
  ],
  flows: [flow(1, 'done'), flow(2, 'install')],
  reports: [report(laptopLines, fromLaptop)],
  bundles: [bundle],
  ledger: ledger(57, 14),
  sync: {
    ...fresh().sync,
    savedHere: 2,
    sending: 12,
    confirmed: 43,
    unsent: 14,
    connection: { state: 'away', sinceMs: nowMs - 5_400_000, code: 'console-unreachable' },
  },
});

const failure = { code: 'did-not-come-back', facts: { node: 'LAB-EDGE-02', waitedMs: 900_000 } } as const;
const stopped = (): World => ({
  ...visit(),
  nodes: [bound(1, 'provisioned'), bound(2, 'stopped'), bound(3, 'identified')],
  flows: [flow(1, 'done'), { ...flow(2, 'reconnect'), at: 'stopped', stoppedAt: 'reconnect', failure }],
});

/** A worker that came back before the control plane it must join. */
const waiting = (): World => ({
  ...visit(),
  flows: [
    {
      ...flow(2, 'reconnect'),
      waitingFor: { reason: 'control-plane', detail: 'LAB-EDGE-01' },
    },
  ],
});

const done = (): World => ({
  ...visit(),
  nodes: [bound(1, 'provisioned'), bound(2, 'provisioned'), bound(3, 'provisioned')],
  flows: [flow(1, 'done'), flow(2, 'done'), flow(3, 'done')],
  reports: [
    report(healthyLines, fromLaptop),
    ...[1, 2, 3].map((number) =>
      report(healthyLines, { from: 'node', nodeId: node(number).id, name: `LAB-EDGE-0${number}` }),
    ),
  ],
  signOff: { state: 'current', name: 'M. Keller' },
  ledger: ledger(61, 0),
  sync: {
    ...fresh().sync,
    confirmed: 61,
    connection: { state: 'connected', atMs: nowMs - 30_000, skewMs: 340 },
    lastConfirmedAtMs: nowMs - 30_000,
  },
});

const many = (): World => ({
  ...visit(),
  nodes: Array.from({ length: 400 }, (_, place) =>
    node((place % 3) + 1, {
      id: `addr:10.20.${place >> 8}.${place & 255}:50000`,
      name: `10.20.${place >> 8}.${place & 255}`,
    }),
  ),
  ledger: ledger(1200, 300),
});

const builders = {
  fresh,
  enrolled,
  empty,
  visit,
  stopped,
  waiting,
  done,
  many,
  ...findingScenes(empty),
  ...serialScenes(visit),
  demo: (): World => ({ ...visit(), status: { ...visit().status, demo: true, keystore: 'demo' } }),
  conflict: (): World => {
    const world = visit();
    const [first, second, ...rest] = world.ledger;
    if (first === undefined || second === undefined) return world;
    const needy = [
      { ...first, state: 'conflict' as const, detail: 'conflict-4' },
      { ...second, state: 'refused' as const, detail: 'node-unknown' },
    ];
    return { ...world, ledger: [...needy, ...rest], sync: { ...world.sync, needsYou: 2 } };
  },
  badconfig: (): World => ({ ...stopped(), refusesConfig: true }),
  badpack: (): World => ({ ...empty(), refusesPack: true }),
  refused: (): World => ({
    ...fresh(),
    status: {
      ...fresh().status,
      state: 'refused',
      failure: { code: 'keystore-unavailable', facts: { reason: 'no-keyring', detail: 'basic_text' } },
      keystore: 'none',
    },
  }),
  /** The engine never comes up. */
  slow: visit,
  /** The engine dies and does not come back. */
  lost: visit,
  gone: visit,
} satisfies Record<string, () => World>;

export type Scene = keyof typeof builders;
export const isScene = (name: string): name is Scene => Object.hasOwn(builders, name);
/** The world at the beginning of a scene. */
export const worldOf = (scene: Scene): World => builders[scene]();
