/** What getty and login do on a serial port, as far as it can be seen: they ask, echo the name, hide the password, refuse. */
export interface LoginPrompt {
  /** What the machine prints for these bytes. */
  answer(input: Uint8Array): string;
}

/** Waits for Enter before it says anything. Nobody gets in. */
export function createLoginPrompt(hostname: string): LoginPrompt {
  let asks: 'nothing' | 'name' | 'password' = 'nothing';
  const ask = `\r\nDebian GNU/Linux 10 ${hostname} ttyS0\r\n\r\n${hostname} login: `;
  const enter = (): string => {
    const was = asks;
    asks = was === 'name' ? 'password' : 'name';
    if (was === 'name') return '\r\nPassword: ';
    return was === 'password' ? `\r\n\r\nLogin incorrect${ask}` : ask;
  };
  return {
    answer: (input) =>
      [...new TextDecoder().decode(input)]
        .map((key) => (key === '\r' || key === '\n' ? enter() : asks === 'name' ? key : ''))
        .join(''),
  };
}
