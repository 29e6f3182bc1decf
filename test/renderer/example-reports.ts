import type { CheckEntry, CheckReport, Finding } from '../../shared/domain/checks/check.ts';
import { nowMs } from './examples.ts';

type Line = readonly [code: string, owner: CheckEntry['owner'], finding: Finding, tookMs: number];

const ok = (facts: Extract<Finding, { state: 'ok' }>['facts']): Finding => ({ state: 'ok', facts });
const skipped = (because: string): Finding => ({ state: 'skipped', because });

const good: readonly Line[] = [
  ['laptop-link', 'you', ok({ interface: 'eth0', address: '10.20.4.7', speedMbit: 1000 }), 12],
  ['gateway', 'hospital-it', ok({ gateway: '10.20.4.1', roundTripMs: 2 }), 44],
  ['dns-servers', 'hospital-it', ok({ answering: 2, meanLatencyMs: 6 }), 61],
  ['time-offset', 'hospital-it', ok({ offsetMs: 14 }), 230],
];

/** The ladder from this laptop on a site whose firewall blocks the way out. */
export const laptopLines: readonly Line[] = [
  ...good,
  [
    'egress',
    'hospital-it',
    {
      state: 'fault',
      severity: 'blocks',
      facts: {
        kind: 'silent',
        blocked: 'registry.eu-1.example:443 (10.77.0.10)',
        backendCidr: '10.77.0.0/24',
        from: '10.20.4.7',
        tried: 3,
        open: 2,
        refused: 0,
        silent: 1,
        unreachable: 0,
      },
    },
    3000,
  ],
  ['tls-interception', 'hospital-it', skipped('egress'), 0],
  [
    'node-api',
    'you',
    { state: 'unknown', failure: { code: 'check-timeout', facts: { check: 'node-api', afterMs: 5000 } } },
    5000,
  ],
];

/** The same ladder on a healthy site. */
export const healthyLines: readonly Line[] = [
  ...good,
  ['egress', 'hospital-it', ok({ tried: 3, backendCidr: '10.77.0.0/24' }), 180],
  ['tls-interception', 'hospital-it', ok({ tried: 3 }), 420],
  ['node-api', 'you', ok({ answering: 3, port: 50_000 }), 90],
];

/** Lines as the engine's entries. */
export const entriesOf = (lines: readonly Line[]): readonly CheckEntry[] =>
  lines.map(([code, owner, finding, tookMs]) => ({ code, owner, finding, tookMs }));

/** A finished report of those lines. */
export function report(
  lines: readonly Line[],
  vantage: CheckReport['vantage'],
  endedAtMs = nowMs - 400_000,
): CheckReport {
  return {
    id: crypto.randomUUID(),
    vantage,
    startedAtMs: endedAtMs - 9000,
    endedAtMs,
    appVersion: '0.1.0',
    clockOffsetMs: null,
    entries: entriesOf(lines),
  };
}

export const fromLaptop: CheckReport['vantage'] = {
  from: 'laptop',
  interfaceName: 'eth0',
  address: '10.20.4.7',
};
