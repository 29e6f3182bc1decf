import type { Binding } from '../../shared/domain/nodes/binding.ts';

/** Which machine was bound to which slot, per site. Writes are on disk when they return; throw `disk-full`. */
export interface BindingStore {
  all(site: string): readonly Binding[];
  /** Adds the binding, or renews that of the same slot and node. */
  bind(site: string, binding: Binding): void;
}
