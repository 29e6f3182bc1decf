import type { HostInterface } from '../../checks/checks-ports.ts';

/** What a system keeps of an interface besides its addresses. */
export type LinkFacts = Omit<HostInterface, 'addresses'>;
