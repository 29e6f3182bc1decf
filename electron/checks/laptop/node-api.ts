import type { Check, Facts, Finding, Severity } from '../../../shared/domain/checks/check.ts';
import type { TcpAnswer } from '../checks-ports.ts';
import { CONNECT_TIMEOUT_MS, type LaptopContext, textOf } from '../laptop-context.ts';
import { type NodePlace, nodePlaces } from '../node-places.ts';

/** The API port of each node that is known, and of each planned place that no known node stands at. */
export const nodeApi: Check<LaptopContext> = {
  code: 'node-api',
  // The nodes stand in the same subnet: the gateway has no part in it.
  needs: ['laptop-link'],
  timeoutMs: CONNECT_TIMEOUT_MS + 2000,
  owner: 'you',
  run: async (context) => {
    const ask = async (place: NodePlace) => ({ ...place, answer: await context.reach(place.target) });
    const asked = await Promise.all(nodePlaces(context).map(ask));
    const known = asked.filter(({ isKnown }) => isKnown);
    const closed = known.filter(({ answer }) => answer.state !== 'open');
    const facts: Facts = {
      known: known.length,
      planned: context.pack.slots.length,
      answering: asked.filter(({ answer }) => answer.state === 'open').length,
      port: context.pack.network.sweep.port,
      closed: closed.map(textOfPlace).join(', '),
      ...Object.fromEntries(asked.map((place) => [textOfPlace(place), place.answer.state])),
    };
    const fault = faultOf(asked);
    if (fault === null) return { state: 'ok', facts };
    return { state: 'fault', severity: fault[1], facts: { ...facts, kind: fault[0] } } satisfies Finding;
  },
};

const textOfPlace = ({ name, target }: NodePlace): string => `${name} (${textOf(target)})`;

/** A planned place without a node is no fault while another node answers: it is not found or not there yet. */
function faultOf(
  asked: readonly (NodePlace & { readonly answer: TcpAnswer })[],
): [kind: string, severity: Severity] | null {
  const closed = asked.filter(({ isKnown, answer }) => isKnown && answer.state !== 'open');
  if (closed.some(({ answer }) => answer.state === 'refused')) return ['refused', 'degrades'];
  if (closed.length > 0) return ['silent', 'degrades'];
  return asked.some(({ answer }) => answer.state === 'open') ? null : ['noneYet', 'note'];
}
