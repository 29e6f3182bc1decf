import type { Check, Facts, Finding, Severity } from '../../../shared/domain/checks/check.ts';
import type { NodeContext } from '../node-context.ts';
import { linkStatuses, listed, specsOf } from './node-specs.ts';

/** Below this a node cannot load its images in reasonable time (A3 #1). */
const EXPECTED_SPEED_MBIT = 1000;
/** A driver that does not know says -1, which the node shows as the largest unsigned 32-bit number. */
const UNKNOWN_SPEED_MBIT = 4_294_967_295;

/** The planned network port of the node: cable, speed, full duplex. */
export const nodeLink: Check<NodeContext> = {
  code: 'node-link',
  needs: [],
  timeoutMs: 10_000,
  owner: 'you',
  run: async ({ link, slot }, signal) => {
    const found = await specsOf(link, linkStatuses, signal);
    const ports = found
      .filter(({ spec }) => spec.type === 'ether' && spec.kind === '')
      .map(({ id, spec }) => ({ name: id, ...spec }));
    const withCarrier = ports.filter(({ linkState }) => linkState);
    // Without a slot any port with a cable will do: it is the one over which the node answers.
    const port = slot === null ? withCarrier[0] : ports.find(({ name }) => name === slot.link);
    const facts: Facts = {
      link: port?.name ?? slot?.link ?? null,
      mac: port?.hardwareAddr || null,
      carrier: port?.linkState ?? null,
      speedMbit: speedOf(port),
      duplex: port?.duplex || null,
      ports: listed(ports.map(({ name }) => name)),
      withCarrier: withCarrier.length === 0 ? null : listed(withCarrier.map(({ name }) => name)),
    };
    const fault = faultOf(port);
    if (fault === null) return { state: 'ok', facts };
    return { state: 'fault', severity: fault[1], facts: { ...facts, kind: fault[0] } } satisfies Finding;
  },
};

interface Port {
  readonly linkState: boolean;
  readonly speedMbit: number;
  readonly duplex: string;
}

function speedOf(port: Port | undefined): number | null {
  const speedMbit = port?.speedMbit ?? 0;
  return speedMbit > 0 && speedMbit < UNKNOWN_SPEED_MBIT ? speedMbit : null;
}

function faultOf(port: Port | undefined): [kind: string, severity: Severity] | null {
  if (port === undefined) return ['missing', 'blocks'];
  if (!port.linkState) return ['noCarrier', 'blocks'];
  if (port.duplex.toLowerCase() === 'half') return ['halfDuplex', 'degrades'];
  return (speedOf(port) ?? EXPECTED_SPEED_MBIT) < EXPECTED_SPEED_MBIT ? ['slow', 'degrades'] : null;
}
