import type { Binding } from '../../shared/domain/nodes/binding.ts';
import type { ConsoleWord } from '../../shared/domain/nodes/identity-lock.ts';
import type { NodeStage, NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { Clock, CurrentSite, NodeBook, OpRecorder } from '../ports.ts';

/** Which machine was bound to which slot, per site. Writes are on disk when they return; throw `disk-full`. */
export interface BindingStore {
  all(site: string): readonly Binding[];
  /** Adds the binding, or renews that of the same slot and node. */
  bind(site: string, binding: Binding): void;
  /** Frees the slot; harmless when it is free. */
  release(site: string, slotId: string): void;
}

/** What a serial console that is connected now printed so far. */
export interface ConnectedConsole extends ConsoleWord {
  readonly readAtMs: number | null;
}

export interface IdentificationPorts {
  readonly clock: Clock;
  readonly site: CurrentSite;
  readonly ops: OpRecorder;
  readonly book: NodeBook;
  readonly bindings: BindingStore;
  /** Asks the node once more, so that what is compared is what it says now. */
  readonly lookAgain: (nodeId: string) => Promise<NodeView | null>;
  readonly connectedConsoles: () => readonly ConnectedConsole[];
  /** How far provisioning has brought a node; null when it has not begun. */
  readonly stageOf: (nodeId: string) => NodeStage | null;
  /** A node was bound, or a slot was freed. */
  readonly changed: () => void;
}
