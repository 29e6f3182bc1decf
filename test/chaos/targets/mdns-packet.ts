import { type Answer, encode } from 'dns-packet';
import { createCrowd } from '../../../electron/adapters/mdns/cache/crowd.ts';
import { createMdnsCache } from '../../../electron/adapters/mdns/cache/mdns-cache.ts';
import { type MdnsPacket, readPacket } from '../../../electron/adapters/mdns/packet/mdns-packet.ts';
import { splitLabels } from '../../../electron/adapters/mdns/packet/name-codec.ts';
import { PACKET_LIMIT_BYTES, RECORD_LIMIT } from '../../../electron/adapters/mdns/packet/packet-reader.ts';
import { writeQuery } from '../../../electron/adapters/mdns/packet/query-writer.ts';
import { NODE_SERVICE_TYPE } from '../../../shared/domain/discovery/mdns-claims.ts';
import type { FuzzRandom } from '../fuzz-random.ts';
import { fuzzTarget } from '../fuzz-target.ts';

/** Small, so that eviction is exercised all the time. */
const INSTANCE_LIMIT = 50;
const QUERY_LIMIT_BYTES = 1400;
/** In a flood a packet has a tenth of a millisecond; this allows for a pause on a busy machine. */
const PACKET_LIMIT_MS = 1000;

/** Packets from honest to mad, through the reader and the cache, with time that jumps; and what would be asked then. */
export const mdnsPacketTarget = fuzzTarget(
  'mDNS packets and cache',
  () => {
    const crowd = createCrowd(INSTANCE_LIMIT);
    const open = () => createMdnsCache({ crowd, families: () => ['ipv4', 'ipv6'], random: () => 0.5 });
    return { crowd, caches: [open(), open()], nowMs: 0 };
  },
  (random, state) => {
    const bytes = packetOf(random);
    const startedMs = performance.now();
    const packet = readPacket(bytes);
    if (packet !== null) checkPacket(packet);
    state.nowMs += random.oneIn(50) ? random.below(5_000_000) : random.below(2000);
    const cache = random.pick(state.caches);
    const origin = {
      source: `10.0.0.${random.below(30)}`,
      family: random.pick(['ipv4', 'ipv6'] as const),
      nowMs: state.nowMs,
    };
    if (packet?.kind === 'response') cache.accept(packet.records, origin);
    if (random.oneIn(4)) cache.expire(state.nowMs);
    if (random.oneIn(500)) cache.doubt(state.nowMs, 5000);
    if (random.oneIn(2000)) cache.clear();
    const [doubted] = random.oneIn(20) ? cache.instances() : [];
    const questions = [
      ...cache.missing(),
      ...cache.takeRefreshes(state.nowMs),
      ...(doubted === undefined ? [] : cache.reconfirm(doubted.name, state.nowMs + 3000)),
    ];
    const queries = writeQuery(questions, cache.knownAnswers(state.nowMs), { unicast: random.oneIn(2) });
    for (const query of queries) checkQuery(query);
    if (questions.length > 0 && queries.length === 0)
      throw new Error('a name that was read cannot be asked for');
    const size = state.caches.reduce((sum, each) => sum + each.size, 0);
    if (size !== state.crowd.size || size > INSTANCE_LIMIT) throw new Error(`${size} instances are kept`);
    const tookMs = performance.now() - startedMs;
    if (tookMs > PACKET_LIMIT_MS) throw new Error(`a packet took ${Math.round(tookMs)} ms`);
  },
);

function checkPacket(packet: MdnsPacket): void {
  if (packet.kind === 'other') return;
  const records = packet.kind === 'response' ? packet.records : packet.known;
  if (records.length > RECORD_LIMIT) throw new Error('more records than the limit');
  for (const record of records) {
    if (record.ttlMs < 0 || record.ttlMs > 4_500_000) throw new Error(`a life of ${record.ttlMs} ms`);
    const names = [record.name, 'target' in record ? record.target : ''].filter((name) => name !== '');
    if (names.some((name) => splitLabels(name) === null)) throw new Error('a name that cannot be written');
    if (record.type === 'TXT' && JSON.stringify(record.entries).length > 8 * 1300)
      throw new Error('a text beyond its limit');
  }
}

/** What we would send is small, and our own reader understands it. */
function checkQuery(bytes: Uint8Array): void {
  if (bytes.length > QUERY_LIMIT_BYTES) throw new Error(`a query of ${bytes.length} bytes`);
  if (readPacket(bytes)?.kind !== 'query') throw new Error('a query that cannot be read');
}

function packetOf(random: FuzzRandom): Uint8Array {
  if (random.oneIn(8)) return random.bytes(random.below(700));
  if (random.oneIn(200)) return random.bytes(PACKET_LIMIT_BYTES - 2 + random.below(5));
  const answers = Array.from({ length: 1 + random.below(6) }, () => answerOf(random));
  const packet = encode({ type: random.oneIn(8) ? 'query' : 'response', answers });
  if (random.oneIn(6)) packet.writeUInt16BE(random.below(65_536), 4 + 2 * random.below(4));
  // A dot in a label, which the codec of this test cannot write.
  for (let at = packet.indexOf('~'); at >= 0; at = packet.indexOf('~')) packet[at] = 0x2e;
  return random.oneIn(3) ? packet : random.damaged(packet);
}

function answerOf(random: FuzzRandom): Answer {
  const name = `${labelOf(random)}.${NODE_SERVICE_TYPE}`;
  const host = `${labelOf(random)}.local`;
  const owned = { ttl: random.pick([0, 1, 10, 120, 4500, 2 ** 31]), flush: random.oneIn(2) };
  switch (random.below(6)) {
    case 0:
    case 1:
      return { ...owned, type: 'PTR', name: NODE_SERVICE_TYPE, data: name };
    case 2:
      return { ...owned, type: 'SRV', name, data: { target: host, port: random.below(65_536) } };
    case 3:
      return { ...owned, type: 'TXT', name, data: textsOf(random) };
    case 4:
      return { ...owned, type: 'A', name: host, data: `10.0.0.${random.below(256)}` };
    default:
      return { ...owned, type: 'AAAA', name: host, data: `fe80::${random.below(65_536).toString(16)}` };
  }
}

/** Few, so that records meet; some of them strange. */
function labelOf(random: FuzzRandom): string {
  if (random.oneIn(10))
    return random.pick(['Süd 1', 'a~b', '\\', '\u202eevil', '<b>', 'x'.repeat(63), '\u001b[2J']);
  const label = `edge-${random.below(120)}`;
  return random.oneIn(3) ? label.toUpperCase() : label;
}

function textsOf(random: FuzzRandom): Buffer[] {
  const texts = [
    'id=4c4c4544',
    'ID=other',
    '__proto__=x',
    '=',
    'flag',
    'ver=\u0000\u001b[2J',
    'stage=\u202e<i>',
  ];
  const strings = Array.from({ length: random.below(5) }, () => Buffer.from(random.pick(texts)));
  return random.oneIn(10) ? [...strings, Buffer.from(random.bytes(random.below(256)))] : strings;
}
