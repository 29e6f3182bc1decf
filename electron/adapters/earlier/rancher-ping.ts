import { request } from 'node:https';

/** Rancher's health answer, without sign-in. */
const ANSWER = 'pong';

/** Whether a Rancher server answers there. Never rejects. */
export function isRancherServer(address: string, port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { host: address, port, path: '/ping', agent: false, signal } as const;
    const end = (is: boolean): void => {
      asked.destroy();
      resolve(is);
    };
    // Only looked at; nothing secret is sent.
    const asked = request({ ...options, rejectUnauthorized: false });
    asked.on('error', () => end(false));
    asked.on('response', (answer) => {
      let text = '';
      answer.setEncoding('latin1');
      answer.on('data', (part: string) => {
        text += part;
        if (text.length > ANSWER.length + 2) end(false);
      });
      answer.on('error', () => end(false));
      answer.on('end', () => end(answer.statusCode === 200 && text.trim() === ANSWER));
    });
    asked.end();
  });
}
