/** Checks from this laptop, in the order of the ladder: from the socket in the wall up to the nodes. */
export const laptopCheckCodes = [
  'laptop-link',
  'gateway',
  'dns-servers',
  'time-offset',
  'egress',
  'tls-interception',
  'node-api',
] as const;

/** Checks that a node answers about itself. */
export const nodeCheckCodes = [
  'node-link',
  'node-addresses',
  'node-resolvers',
  'node-time',
  'node-disks',
] as const;

/** Every code a report can hold. Never reused: reports are kept, and words are keyed by them. */
export const checkCodes = [...laptopCheckCodes, ...nodeCheckCodes] as const;
export type CheckCode = (typeof checkCodes)[number];

/** Whether a code read from a stored report is one that this version has words for. */
export function isCheckCode(code: string): code is CheckCode {
  return (checkCodes as readonly string[]).includes(code);
}
