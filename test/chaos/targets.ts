import type { FuzzTarget } from './fuzz-target.ts';
import { consoleLinesTarget } from './targets/console-lines.ts';
import { foldTarget } from './targets/fold.ts';
import { mdnsPacketTarget } from './targets/mdns-packet.ts';

/** Everything that reads what strangers wrote and is fuzzed. A new target is one file in targets/ and one line here. */
export const fuzzTargets: readonly FuzzTarget[] = [foldTarget, mdnsPacketTarget, consoleLinesTarget];
