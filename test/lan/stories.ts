import { leaseChanges, sameAddressTwice } from './stories/addresses.ts';
import { asAvahiLists, streamedList } from './stories/as-avahi-lists.ts';
import { multicastDropped, otherVlan } from './stories/blocked-ways.ts';
import { adapterSwitched, adapterUnplugged, cablePulled, lidClosed } from './stories/cables.ts';
import { announcerRestarted, nodeUnplugged, nodeUnpluggedAtOnce } from './stories/nodes-that-go.ts';
import { ipv6Only, vpnIgnored } from './stories/other-interfaces.ts';
import { quietSweep } from './stories/quiet-sweep.ts';
import type { Story } from './story.ts';

/** In the order in which they are told. A new story is one file in stories/ and one line here. */
export const stories: readonly Story[] = [
  asAvahiLists,
  streamedList,
  nodeUnplugged,
  nodeUnpluggedAtOnce,
  announcerRestarted,
  leaseChanges,
  sameAddressTwice,
  ipv6Only,
  otherVlan,
  multicastDropped,
  vpnIgnored,
  cablePulled,
  adapterUnplugged,
  adapterSwitched,
  lidClosed,
  quietSweep,
];
