import { endpointOf } from '../../../shared/domain/discovery/endpoint.ts';
import type { NodeAnswerKind } from '../../../shared/domain/discovery/sighting.ts';
import type { NodeShelf } from '../node-shelf.ts';
import type { SightingBook } from '../sighting-book.ts';

/** What the list says of one place. */
export interface KnownPlace {
  /** The newest answer there; null when it was never asked. */
  readonly answer: NodeAnswerKind | null;
  /** Every place of the same machine, this one among them. */
  readonly all: readonly string[];
}

/** Looks places up by `endpointOf`; laid out anew only when something was learnt, since many are looked up a second. */
export function createPlaceIndex(
  shelf: NodeShelf,
  book: Pick<SightingBook, 'version'>,
): (place: string) => KnownPlace | null {
  let known: ReadonlyMap<string, KnownPlace> = new Map();
  let version = -1;
  return (place) => {
    if (version !== book.version) {
      known = layOut(shelf);
      version = book.version;
    }
    return known.get(place) ?? null;
  };
}

function layOut(shelf: NodeShelf): ReadonlyMap<string, KnownPlace> {
  const known = new Map<string, KnownPlace>();
  for (const { view, endpoints } of shelf.placed()) {
    const answers = new Map(view.places.map((each) => [endpointOf(each), each.answer]));
    for (const place of endpoints) known.set(place, { answer: answers.get(place) ?? null, all: endpoints });
  }
  return known;
}
