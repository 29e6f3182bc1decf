import { z } from 'zod';
import type { AnnouncedNode } from './mdns-packets.ts';

/** What can be wrong with the announcements. Everything left out is in order. */
export const mdnsTroubleSchema = z.strictObject({
  /** Nothing is announced or answered, as on networks that filter multicast. */
  silent: z.boolean().default(false),
  /** The TXT of every node carries terminal and line control characters. */
  controlCharacters: z.boolean().default(false),
  /** ... HTML that would run in a careless page. */
  markup: z.boolean().default(false),
  /** ... characters that turn the reading direction, so that text looks like other text. */
  rightToLeft: z.boolean().default(false),
  /** ... 8,000 bytes, which a packet may just hold. */
  longText: z.boolean().default(false),
  /** ... so many bytes that the packet is larger than any may be. */
  oversized: z.boolean().default(false),
  /** Beside each announcement goes a packet whose name points at itself. */
  compressionLoop: z.boolean().default(false),
});
export type MdnsTrouble = z.infer<typeof mdnsTroubleSchema>;

const LONG_TEXT_BYTES = 8000;
/** RFC 6762 §17 allows 9,000 bytes for a whole packet. */
const OVERSIZED_BYTES = 9000;

/** The node's own TXT comes first, so that a reader that survives the rest still knows the node. */
export function troubled(node: AnnouncedNode, trouble: MdnsTrouble): AnnouncedNode {
  const hostile = [
    trouble.controlCharacters ? 'v1.13.9\u0000\u0007\u001b[2J\r\n\u009b31m' : '',
    trouble.markup ? '<img src=x onerror=alert(document.domain)>' : '',
    trouble.rightToLeft ? '\u202e9.31.1v\u2066' : '',
  ].join('');
  const txt = {
    ...node.txt,
    ...(hostile !== '' && { ver: hostile, stage: `${node.txt.stage ?? ''}${hostile}`, note: hostile }),
    ...(trouble.longText && { filler: 'x'.repeat(LONG_TEXT_BYTES) }),
    ...(trouble.oversized && { filler: 'x'.repeat(OVERSIZED_BYTES) }),
  };
  return { ...node, txt };
}
