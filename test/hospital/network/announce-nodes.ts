import type { LabNode } from '../node/lab-node.ts';
import type { MdnsAnnouncer } from './mdns-announcer.ts';

/**
 * Lets each node's beacon follow its life: announced while it listens, with what has changed; a goodbye when it goes
 * down in order; silence when its port is closed or its plug was pulled. Gives the function that ends it.
 */
export function announceNodes(announcer: MdnsAnnouncer, nodes: readonly LabNode[]): () => void {
  const ends = nodes.map((node) => {
    let said = '';
    const follow = () => {
      const beacon = node.beacon();
      const now = beacon === null ? '' : JSON.stringify([beacon, node.address]);
      if (now === said) return;
      said = now;
      if (beacon !== null) {
        const hostname = beacon.hostname.replace(/\.local$/, '');
        announcer.announce(node.name, { ...beacon, hostname, address: node.address });
      } else if (isCutOff(node)) announcer.forget(node.name);
      else announcer.withdraw(node.name);
    };
    follow();
    return node.onChange(follow);
  });
  return () => {
    for (const end of ends) end();
  };
}

function isCutOff(node: LabNode): boolean {
  const { habits, stage } = node.state();
  return habits.closed === true || stage === 'unknown';
}
