import type { HearingState, SurroundingInterface } from '../../../shared/domain/discovery/surroundings.ts';
import { words } from '../../../shared/words/words.ts';
import type { State } from '../../ui/state/state-mark.tsx';

/** How well an interface hears, over whichever family it hears best, as a mark and a sentence. */
export function hearingOf({ ipv4, ipv6 }: SurroundingInterface): {
  readonly mark: State;
  readonly text: string;
} {
  const [best] = [ipv4, ipv6].sort((one, other) => worth(other) - worth(one));
  const { socket, hearsItself, reason } = best ?? ipv4;
  if (socket === 'off') return { mark: 'skipped', text: words('discovery.hearing.off') };
  if (socket === 'lost') {
    return { mark: 'blocks', text: words('discovery.hearing.lost', { reason: reason ?? 'none' }) };
  }
  if (hearsItself === 'no') return { mark: 'blocks', text: words('discovery.hearing.no') };
  if (socket === 'one-shot') return { mark: 'degrades', text: words('discovery.hearing.oneShot') };
  return hearsItself === 'yes'
    ? { mark: 'ok', text: words('discovery.hearing.yes') }
    : { mark: 'running', text: words('discovery.hearing.notYet') };
}

/** Packets of both families, in words; what is nought and says nothing is left out. */
export function packetWords({ ipv4, ipv6, neighbours, gateway }: SurroundingInterface): readonly string[] {
  const sum = (of: (state: HearingState) => number) => of(ipv4) + of(ipv6);
  const dropped = sum(({ packetsDropped }) => packetsDropped);
  const malformed = sum(({ packetsMalformed }) => packetsMalformed);
  return [
    words('discovery.hearing.others', { count: sum(({ packetsOfOthers }) => packetsOfOthers) }),
    ...(dropped === 0 ? [] : [words('discovery.hearing.dropped', { count: dropped })]),
    ...(malformed === 0 ? [] : [words('discovery.hearing.malformed', { count: malformed })]),
    words('discovery.hearing.neighbours', { count: neighbours }),
    ...(gateway === null ? [] : [words('discovery.hearing.gateway', { gateway })]),
  ];
}

function worth({ socket, hearsItself }: HearingState): number {
  const sockets = { shared: 3, 'one-shot': 2, lost: 1, off: 0 } as const;
  const heard = { yes: 0.5, 'not-yet': 0.2, no: 0 } as const;
  return sockets[socket] + heard[hearsItself];
}
