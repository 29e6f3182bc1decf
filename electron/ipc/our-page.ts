/** The part of Electron's WebFrameMain that tells where a message came from. */
export interface SenderFrame {
  readonly parent: unknown;
  readonly url: string;
}

/** True for addresses of our own page. Protocol and host are compared: the origin of any custom scheme is the text "null". */
export function isOurAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host } = new URL(address);
  return protocol === 'app:' && host === 'rounds';
}

/** True when the sender is the main frame of our own page. Call it before the first await: later the frame may be gone. */
export function isOurPage(sender: SenderFrame | null): boolean {
  return sender !== null && sender.parent === null && isOurAddress(sender.url);
}
