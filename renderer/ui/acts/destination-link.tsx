import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

export type PlainPath =
  | '/'
  | '/ready'
  | '/handover'
  | '/nodes'
  | '/checks'
  | '/serial'
  | '/bundle'
  | '/ledger'
  | '/setup';
/** A screen as data: one without parameters, or one of a node. */
export type Destination =
  | { readonly to: PlainPath }
  | {
      readonly to: '/nodes/$nodeId/identify' | '/nodes/$nodeId/provision';
      readonly params: { readonly nodeId: string };
    };

/** A link to a screen that is given as data. */
export function DestinationLink(props: {
  readonly destination: Destination;
  readonly className: string | undefined;
  /** The whole name where the visible text leaves out the object. */
  readonly label?: string;
  readonly children: ReactNode;
}) {
  const { destination, children } = props;
  const look = {
    className: props.className,
    ...(props.label === undefined ? {} : { 'aria-label': props.label }),
  };
  if ('params' in destination) {
    return (
      <Link to={destination.to} params={destination.params} {...look}>
        {children}
      </Link>
    );
  }
  return (
    <Link to={destination.to} {...look}>
      {children}
    </Link>
  );
}
