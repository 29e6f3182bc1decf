import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';

/** Whether any name, address or number of the machine has the text in it; MAC addresses also without their colons. */
export function fits(node: NodeView, wanted: string): boolean {
  const text = wanted.trim().toLowerCase();
  if (text === '') return true;
  const plain = text.replaceAll(/[\s:-]/g, '');
  const known = [node.name, node.address, node.serial?.value, node.hostname?.value, node.uuid?.value];
  const macs = node.macs?.value.map((mac) => mac.toLowerCase().replaceAll(/[:-]/g, '')) ?? [];
  return (
    [...known, ...node.places.map(({ address }) => address)].some((value) =>
      value?.toLowerCase().includes(text),
    ) || macs.some((mac) => plain.length > 2 && mac.includes(plain))
  );
}
