import type { ReactNode } from 'react';
import { ActLink } from '../ui/acts/act-link.tsx';

/** Leads to the screen of the console cable, to a port of it where one is meant. */
export function SerialLink(props: { readonly port?: string; readonly children: ReactNode }) {
  return (
    <ActLink to="/serial" search={props.port === undefined ? {} : { port: props.port }}>
      {props.children}
    </ActLink>
  );
}
