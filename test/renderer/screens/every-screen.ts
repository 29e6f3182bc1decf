import { node } from '../examples.ts';
import type { Scene } from '../scenes.ts';

/** A screen in a state, and a text that shows that the state has been reached. */
export interface Shown {
  readonly scene: Scene;
  readonly path: string;
  readonly shows: string;
}

const identify = (number: number) => `/nodes/${node(number).id}/identify`;
const provision = (number: number) => `/nodes/${node(number).id}/provision`;

/** Every screen in each state that is designed: filled, empty, offline, running, stopped, refused. */
export const everyScreen: readonly Shown[] = [
  { scene: 'fresh', path: '/', shows: 'This laptop is not enrolled yet' },
  { scene: 'enrolled', path: '/', shows: 'no pack is here yet' },
  { scene: 'visit', path: '/', shows: '1 thing blocks' },
  { scene: 'done', path: '/', shows: 'signed by M. Keller' },
  { scene: 'demo', path: '/', shows: 'Demo: a simulated hospital' },
  { scene: 'lost', path: '/', shows: 'Rounds is restarting its engine; nothing is lost.' },
  { scene: 'gone', path: '/', shows: 'Start the engine' },
  { scene: 'refused', path: '/', shows: 'This laptop has no password store' },
  { scene: 'empty', path: '/ready', shows: 'Every image is here' },
  { scene: 'enrolled', path: '/ready', shows: 'There is no pack yet' },
  { scene: 'visit', path: '/nodes', shows: 'Set up by somebody else' },
  { scene: 'empty', path: '/nodes', shows: 'No node has been found yet' },
  { scene: 'enrolled', path: '/nodes', shows: 'No pack is here yet' },
  { scene: 'fresh', path: '/nodes', shows: 'Go to Setup' },
  { scene: 'fresh', path: '/checks', shows: 'Go to Setup' },
  { scene: 'visit', path: identify(3), shows: 'Which planned node is this?' },
  { scene: 'visit', path: identify(9), shows: 'This node is no longer in the list' },
  { scene: 'visit', path: provision(3), shows: 'This machine is not identified yet' },
  { scene: 'stopped', path: provision(3), shows: 'Which disk is erased' },
  { scene: 'badconfig', path: provision(3), shows: 'LAB-EDGE-03 refused its configuration.' },
  { scene: 'visit', path: provision(2), shows: 'Install to the disk' },
  { scene: 'waiting', path: provision(2), shows: 'Waits for LAB-EDGE-01' },
  { scene: 'stopped', path: provision(2), shows: 'did not come back after restarting' },
  { scene: 'visit', path: provision(1), shows: 'What was proved' },
  { scene: 'visit', path: '/checks', shows: 'Blocks the visit' },
  { scene: 'done', path: '/checks', shows: 'Everything that was checked is good' },
  { scene: 'empty', path: '/checks', shows: 'Nothing was checked from here yet' },
  { scene: 'visit', path: '/bundle', shows: 'Saved bundles' },
  { scene: 'enrolled', path: '/bundle', shows: 'Nothing to put in yet' },
  { scene: 'visit', path: '/ledger', shows: '57 of 57' },
  { scene: 'conflict', path: '/ledger', shows: 'In conflict' },
  { scene: 'enrolled', path: '/ledger', shows: 'Nothing is recorded yet' },
  { scene: 'done', path: '/handover', shows: 'Hand-over summary' },
  { scene: 'visit', path: '/setup', shows: 'Pace of a sweep' },
  { scene: 'visit', path: '/serial', shows: 'No serial adapter is plugged in' },
  { scene: 'ports', path: '/serial', shows: 'This user may not open /dev/ttyACM0.' },
  { scene: 'console', path: '/serial', shows: 'Sending is locked' },
  { scene: 'unlocked', path: '/serial', shows: 'Sending is unlocked' },
  { scene: 'troubled', path: '/serial', shows: 'It waits at “halt”' },
  { scene: 'flood', path: '/serial', shows: '100,000 lines' },
  { scene: 'cabled', path: identify(3), shows: 'Read it out by hand' },
  { scene: 'miscabled', path: identify(3), shows: 'Read from /dev/ttyUSB0' },
  { scene: 'managed', path: identify(3), shows: 'Managed by Omni' },
  {
    scene: 'unreached',
    path: '/nodes/console%3A%2Fdev%2FttyUSB0/identify',
    shows: 'The weaker lock: without the network',
  },
];
