/** Which records answer a question, and what goes with them so that nobody has to ask again. */
import type { HeardPacket, HeardQuestion, OwnRecord, Saying } from './mdns-packets.ts';

/** Everything that answers the questions and is not known well to the asker (§7.1), with additional records. */
export function answersTo(
  nodes: readonly (readonly OwnRecord[])[],
  questions: readonly HeardQuestion[],
  known: HeardPacket['answers'],
): readonly Saying[] {
  const isKnown = ({ id, ttlSeconds }: OwnRecord): boolean =>
    known.some((each) => each.id === id && each.ttlSeconds * 2 >= ttlSeconds);
  const said = new Set<string>();
  return nodes.flatMap((records) =>
    records
      .filter((record) => questions.some((question) => isAnswer(record, question)) && !isKnown(record))
      .filter(({ id }) => !said.has(id) && said.add(id))
      .map((record): Saying => [record, ...alongWith(record, records)]),
  );
}

/** Whether a record is what was asked for. */
export function isAnswer({ name, type }: OwnRecord, question: HeardQuestion): boolean {
  return name === question.name && (type === question.type || question.type === 'ANY');
}

/** RFC 6763 §12: with a pointer goes all that it leads to, with a service its addresses, with an address its sister. */
function alongWith({ type, id }: OwnRecord, records: readonly OwnRecord[]): readonly OwnRecord[] {
  const [pointer] = records;
  const wanted =
    id === pointer?.id ? ['SRV', 'TXT', 'A', 'AAAA'] : type === 'TXT' || type === 'PTR' ? [] : ['A', 'AAAA'];
  return records.filter((each) => wanted.includes(each.type) && each.id !== id);
}
