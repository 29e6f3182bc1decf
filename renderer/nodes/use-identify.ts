import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { isPositive } from '../../shared/domain/discovery/sighting.ts';
import type { IdentityComparison, LockWay, NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { Failure } from '../../shared/failure/failure.ts';
import { words } from '../../shared/words/words.ts';
import { nodeQueries } from '../api/queries.ts';
import { failureOf, useAct } from '../api/services.tsx';
import { useDraft } from '../app/drafts.tsx';
import { type ConsoleOffer, useConsoleOffers } from './console/use-console-offers.ts';
import { type Slot, type TakenSlot, useSlots } from './use-slots.ts';

/** The form of the identity lock: what is chosen and read, what the comparison says of it, and the act. */
export interface Identifying {
  readonly node: NodeView;
  readonly freeSlots: readonly Slot[];
  readonly takenSlots: readonly TakenSlot[];
  readonly slot: Slot | null;
  readonly chooseSlot: (slotId: string) => void;
  readonly labelSerial: string;
  readonly setLabelSerial: (text: string) => void;
  readonly offers: readonly ConsoleOffer[];
  /** How the fingerprint of the console is read: the path of an offer, or `hand`; null until the person chose. */
  readonly consoleWay: string | null;
  readonly chooseConsoleWay: (way: string) => void;
  readonly typedFingerprint: string;
  readonly setTypedFingerprint: (text: string) => void;
  /** No network way to it is known, only its console. */
  readonly isConsoleOnly: boolean;
  readonly way: LockWay;
  readonly acceptWeaker: (isAccepted: boolean) => void;
  readonly comparison: IdentityComparison | null;
  /** What was found missing when the person last tried to confirm. */
  readonly problems: {
    readonly slot: string | null;
    readonly label: string | null;
    readonly console: string | null;
  };
  readonly confirm: () => void;
  readonly isPending: boolean;
  readonly failure: Failure | null;
}

const route = getRouteApi('/nodes/$nodeId/identify');

/** Nothing is chosen before the person chooses, not even when only one planned node is left. */
export function useIdentify(node: NodeView): Identifying {
  const { slot: fromAddress } = route.useSearch();
  const [draftSlot, chooseSlot] = useDraft(`slot of ${node.id}`);
  const [labelSerial, setLabelSerial] = useDraft(`label of ${node.id}`);
  const reading = useConsoleReading(node);
  const weaker = useWeakerLock(node);
  const [wasTried, setWasTried] = useState(false);
  const identify = useAct('nodes.identify');
  const slots = useSlots(node);
  const slot = slots.freeSlots.find(({ id }) => id === (draftSlot || fromAddress)) ?? null;
  const { consoleFingerprint, ...read } = reading;
  const input = { nodeId: node.id, slotId: slot?.id ?? '', labelSerial, consoleFingerprint, way: weaker.way };
  const missing = missingOf(slot, labelSerial, consoleFingerprint);
  const confirm = () => {
    setWasTried(true);
    const first = missing[0];
    if (first === undefined) identify.mutate(input);
    else focusOn(first);
  };
  const problem = (part: Part) =>
    wasTried && missing.includes(part) ? words(`identify.${part}.missing`) : null;
  return {
    ...{ node, slot, chooseSlot, labelSerial, setLabelSerial, confirm, ...slots, ...read, ...weaker },
    comparison: useComparison(input),
    problems: { slot: problem('slot'), label: problem('label'), console: problem('console') },
    isPending: identify.isPending,
    failure: identify.error === null ? null : failureOf(identify.error),
  };
}

type Part = 'slot' | 'label' | 'console';

function missingOf(slot: Slot | null, label: string, onConsole: string): readonly Part[] {
  const missing: Part[] = [];
  if (slot === null) missing.push('slot');
  if (label.trim() === '') missing.push('label');
  if (onConsole.trim() === '') missing.push('console');
  return missing;
}

/** Where each part is given, the likeliest place first. */
const places: { readonly [P in Part]: readonly string[] } = {
  slot: ['planned-node'],
  label: ['label-serial'],
  console: ['console-fingerprint', 'console-way'],
};

function focusOn(part: Part): void {
  places[part]
    .map((id) => document.getElementById(id))
    .find((element) => element !== null)
    ?.focus();
}

function useComparison(input: Parameters<typeof nodeQueries.compare>[0]): IdentityComparison | null {
  const isReady =
    input.slotId !== '' && (input.labelSerial.trim() !== '' || input.consoleFingerprint.trim() !== '');
  const compared = useQuery({
    ...nodeQueries.compare(input),
    enabled: isReady,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  return isReady ? (compared.data ?? null) : null;
}

/** The fingerprint of the machine's console: what the chosen cable read newest, or what was typed. */
function useConsoleReading(node: NodeView) {
  const offers = useConsoleOffers(node);
  const [draftWay, chooseConsoleWay] = useDraft(`console way of ${node.id}`);
  const [typedFingerprint, setTypedFingerprint] = useDraft(`console of ${node.id}`);
  const chosen = offers.find(({ path }) => path === draftWay);
  const consoleWay = chosen?.path ?? (offers.length === 0 || draftWay === 'hand' ? 'hand' : null);
  const consoleFingerprint = chosen?.fingerprint ?? (consoleWay === 'hand' ? typedFingerprint : '');
  return { offers, consoleWay, chooseConsoleWay, typedFingerprint, setTypedFingerprint, consoleFingerprint };
}

/** The lock without the network is there only for a machine that has no network way, and only once it was accepted. */
function useWeakerLock(node: NodeView) {
  const [accepted, setAccepted] = useDraft(`weaker lock of ${node.id}`);
  const isSilent = node.fingerprint?.source !== 'node' && !isPositive(node.answer);
  const isConsoleOnly = node.consolePort !== null && isSilent;
  const way: LockWay = isConsoleOnly && accepted !== '' ? 'serial-alone' : 'three-way';
  return { isConsoleOnly, way, acceptWeaker: (isAccepted: boolean) => setAccepted(isAccepted ? 'yes' : '') };
}
