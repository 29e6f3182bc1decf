import { Link, type LinkProps } from '@tanstack/react-router';
import ChevronRight from 'lucide-react/icons/chevron-right';
import type { ReactNode } from 'react';
import { Hidden } from '../text/hidden.tsx';
import { type ActKind, actClass } from './button.tsx';

/** A link to another screen that looks like an act. `about` is the object: read out, and left to the eye's context. */
export function ActLink(
  props: Pick<LinkProps, 'to' | 'params' | 'search'> & {
    readonly children: ReactNode;
    readonly about?: string;
    readonly kind?: ActKind;
  },
) {
  const { children, about, kind = 'quiet', ...link } = props;
  return (
    <Link {...link} className={actClass(kind)}>
      <span>
        {children}
        {about === undefined ? null : <Hidden> {about}</Hidden>}
      </span>
      <ChevronRight aria-hidden="true" />
    </Link>
  );
}
