/**
 * `npm run test:lan [-- WORD …]`: what Rounds makes of real networks. Each story builds a network from Linux
 * network namespaces, with the real programs that hospitals have, and takes it down. WORDs choose stories by name.
 */
import { createLan, prepareForLans } from './network/create-lan.ts';
import { requireMachine } from './network/needs.ts';
import { stories } from './stories.ts';
import type { Story } from './story.ts';

const PROGRAMS = [
  ...['ip', 'ss', 'nft', 'ping'],
  ...['avahi-daemon', 'avahi-browse', 'dbus-daemon', 'dnsmasq'],
  ...['tcpdump', 'tshark', 'nmap'],
];

requireMachine(PROGRAMS);
const words = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = stories.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
await prepareForLans();
const totals = { passed: 0, failed: 0, skipped: stories.length - chosen.length };
for (const story of chosen) totals[(await isTold(story)) ? 'passed' : 'failed'] += 1;
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);

/** Tells one story on a network of its own; true when it went as it should. */
async function isTold(story: Story): Promise<boolean> {
  const beganAt = performance.now();
  const lan = await createLan();
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`took longer than ${story.limitMs} ms`)), story.limitMs);
  const told = story.tell(lan);
  // A story that is cut off fails once more while its network goes away.
  told.catch(() => undefined);
  let failure: unknown = null;
  try {
    await Promise.race([told, tooLate]);
  } catch (error) {
    // Expected here: this is what a story is told for.
    failure = error;
  } finally {
    clearTimeout(timer);
    await lan.stop();
  }
  const took = ((performance.now() - beganAt) / 1000).toFixed(1);
  process.stdout.write(`${failure === null ? '✓' : '✗'} ${story.name}, ${took} s\n`);
  if (failure !== null) process.stdout.write(`${textOf(failure)}\n`);
  return failure === null;
}

function textOf(failure: unknown): string {
  const text = failure instanceof Error ? failure.message : String(failure);
  return text.replaceAll(/^/gm, '    ');
}
