import { connect } from 'node:net';

/** RFC 4253 §4.2: the identification is one line of at most 255 bytes, which the server sends unasked. */
const BANNER_LIMIT_BYTES = 255;

/** The first line that a machine says on its SSH port; null when it says none. Sends nothing. Never rejects. */
export function readSshBanner(address: string, port: number, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    let heard = '';
    const end = (line: string | null): void => {
      signal.removeEventListener('abort', giveUp);
      // Leaves no TIME_WAIT, and the server no half-open sign-in.
      socket.resetAndDestroy();
      resolve(line);
    };
    const giveUp = (): void => end(null);
    signal.addEventListener('abort', giveUp, { once: true });
    socket.on('error', giveUp);
    socket.on('close', giveUp);
    socket.setEncoding('latin1').on('data', (part: string) => {
      heard += part;
      const [line, ...rest] = heard.split('\n');
      if (rest.length > 0) end(line?.trim() ?? null);
      else if (heard.length > BANNER_LIMIT_BYTES) end(null);
    });
    if (signal.aborted) giveUp();
  });
}

/** Debian's release out of a banner such as `SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3`; null when it is not Debian's. */
export function debianOf(banner: string): string | null {
  const debian = /^SSH-2\.0-OpenSSH_\S+ Debian-(\S*)/.exec(banner);
  if (debian === null) return null;
  const release = /\+deb(\d{1,2})/.exec(debian[1] ?? '')?.[1];
  return release === undefined ? 'Debian' : `Debian ${release}`;
}
