import type { PackSummary } from '../../../shared/domain/sites/visit.ts';
import { failed } from '../../../shared/failure/failure.ts';
import type { Session } from '../session.ts';

/** The planned place of this id or label, whatever the case. Throws `slot-unknown`. */
export async function slotNamed(session: Session, typed: string): Promise<PackSummary['slots'][number]> {
  const { pack } = await session.ask('sites.overview', {});
  const slots = pack?.slots ?? [];
  const wanted = typed.toLowerCase();
  const slot = slots.find(({ id, label }) => [id, label].some((name) => name.toLowerCase() === wanted));
  if (slot !== undefined) return slot;
  throw failed('slot-unknown', { slot: typed, planned: slots.map(({ label }) => label) });
}
