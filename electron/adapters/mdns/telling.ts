import type { MdnsInstance } from '../../../shared/domain/discovery/mdns-claims.ts';
import type { HearingState } from '../../../shared/domain/discovery/surroundings.ts';
import type { InterfaceHearing, MdnsListener } from '../../discovery/discovery-ports.ts';
import type { Clock } from '../../ports.ts';

/** Changes are told together: a node's records often come in several packets. */
const TELL_AFTER_MS = 20;
/** A node that says something else with every packet is told of once a second; so is how well we hear. */
const TELL_AGAIN_AFTER_MS = 1000;
/** In a flood the list is compared ten times a second and no more. */
const TELL_EVERY_MS = 100;

/** Compares what is known now with what the listener was told, soon after each call, until the signal. */
export function createTeller(
  now: {
    instances(): readonly MdnsInstance[];
    hearing(): readonly InterfaceHearing[];
  },
  listener: MdnsListener,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): () => void {
  const tellInstances = createInstanceTeller(listener);
  const tellHearing = createHearingTeller(listener);
  let isTelling = false;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const tell = (): void => {
    isTelling = false;
    toldAtMs = clock.now();
    tellInstances(now.instances(), toldAtMs);
    tellHearing(now.hearing(), toldAtMs);
  };
  return () => {
    if (isTelling || signal.aborted) return;
    isTelling = true;
    const waitMs = Math.max(TELL_AFTER_MS, toldAtMs + TELL_EVERY_MS - clock.now());
    // Rejects only at the end, and then nothing is told any more.
    clock.wait(Math.min(waitMs, TELL_EVERY_MS), signal).then(tell, () => {});
  };
}

function createInstanceTeller({ heard, gone }: MdnsListener) {
  const told = new Map<
    string,
    { readonly text: string; readonly instance: MdnsInstance; readonly atMs: number }
  >();
  return (instances: readonly MdnsInstance[], nowMs: number): void => {
    const current = new Map(instances.map((instance) => [keyOf(instance), instance]));
    for (const [key, { instance }] of told) {
      if (current.has(key)) continue;
      told.delete(key);
      gone(instance);
    }
    for (const [key, instance] of current) {
      const text = JSON.stringify(instance);
      const before = told.get(key);
      if (before?.text === text) continue;
      // A clock that was set back does not silence a node.
      if (before !== undefined && Math.abs(nowMs - before.atMs) < TELL_AGAIN_AFTER_MS) continue;
      told.set(key, { text, instance, atMs: nowMs });
      heard(instance);
    }
  };
}

function keyOf({ interfaceName, name }: MdnsInstance): string {
  return JSON.stringify([interfaceName, name.toLowerCase()]);
}

function createHearingTeller(listener: MdnsListener) {
  let told = '[]';
  let atMs = Number.NEGATIVE_INFINITY;
  return (hearing: readonly InterfaceHearing[], nowMs: number): void => {
    const text = JSON.stringify(
      hearing.map(({ interfaceName, ipv4, ipv6 }) => [interfaceName, kindOf(ipv4), kindOf(ipv6)]),
    );
    if (text === told || Math.abs(nowMs - atMs) < TELL_AGAIN_AFTER_MS) return;
    [told, atMs] = [text, nowMs];
    listener.hearingChanged?.();
  };
}

/** What of it makes a difference: that there was something, not how much. */
function kindOf({
  socket,
  reason,
  hearsItself,
  packetsOfOthers,
  packetsDropped,
  packetsMalformed,
}: HearingState) {
  return [socket, reason, hearsItself, packetsOfOthers > 0, packetsDropped > 0, packetsMalformed > 0];
}
