import type { ProvisionView } from '../../shared/domain/provisioning/flow-view.ts';
import { words } from '../../shared/words/words.ts';
import { Disclosure } from '../ui/acts/disclosure.tsx';
import { Raw } from '../ui/text/raw.tsx';

/** What the node itself reported, newest last, folded until wanted. */
export function NodeLines({
  flow,
  isOpen = false,
}: {
  readonly flow: ProvisionView;
  readonly isOpen?: boolean;
}) {
  const { lines } = flow;
  const text = lines.map(({ atMs, text: said }) => `${new Date(atMs).toISOString().slice(11, 19)}  ${said}`);
  return (
    <Disclosure title={words('provisioning.lines.count', { count: lines.length })} isOpenAtFirst={isOpen}>
      <Raw label={words('provisioning.lines')}>{text.join('\n')}</Raw>
    </Disclosure>
  );
}
