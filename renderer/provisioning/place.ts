import { words } from '../../shared/words/words.ts';

/** Where every part of provisioning goes back to. */
export const back = { to: '/nodes', name: words('frame.rail.nodes') } as const;
