import { Link, type LinkProps } from '@tanstack/react-router';
import ChevronRight from 'lucide-react/icons/chevron-right';
import type { ReactNode } from 'react';
import { type ActKind, actClass } from './button.tsx';

/** A link to another screen that looks like an act. */
export function ActLink(
  props: Pick<LinkProps, 'to' | 'params' | 'search'> & {
    readonly children: ReactNode;
    readonly kind?: ActKind;
  },
) {
  const { children, kind = 'quiet', ...link } = props;
  return (
    <Link {...link} className={actClass(kind)}>
      <span>{children}</span>
      <ChevronRight aria-hidden="true" />
    </Link>
  );
}
