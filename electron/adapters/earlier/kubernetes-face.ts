/** What a Kubernetes port shows to anybody: the authority of its certificate, and the version it tells without sign-in. */
import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { z } from 'zod';

export interface KubernetesFace {
  /** `rke2`, `k3s` or `rke` where the certificate's authority or the version says so. */
  readonly distribution: string | null;
  readonly isCertificateTelling: boolean;
  /** For example `v1.27.8+rke2r1`. */
  readonly version: string | null;
}

/** The answer is about 300 bytes. */
const ANSWER_LIMIT_BYTES = 16 * 1024;
const versionShape = z.object({ gitVersion: z.string().regex(/^v\d+\.\d+\.\d+[\w.+-]{0,40}$/) });
/** Subject of the authority that each distribution makes for itself (k3s and rke2 add `@` and a time; RKE 1 does not). */
const authorities: readonly (readonly [pattern: RegExp, distribution: string])[] = [
  [/^CN=rke2-server-ca(@\d+)?$/m, 'rke2'],
  [/^CN=k3s-server-ca(@\d+)?$/m, 'k3s'],
  [/^CN=kube-ca$/m, 'rke'],
];

/** Asks `/version` without credentials. Null when no TLS server answers there. Never rejects. */
export function readKubernetesFace(
  address: string,
  port: number,
  signal: AbortSignal,
): Promise<KubernetesFace | null> {
  return new Promise((resolve) => {
    let issuer: string | null = null;
    const end = (version: string | null): void => {
      asked.destroy();
      resolve(issuer === null ? null : faceOf(issuer, version));
    };
    const options = { host: address, port, path: '/version', agent: false, signal } as const;
    // It is only looked at: nothing secret is sent, and what it says is shown as its claim.
    const asked = request({ ...options, rejectUnauthorized: false });
    asked.on('socket', (socket) => {
      socket.once('secureConnect', () => {
        issuer = (socket as TLSSocket).getPeerX509Certificate()?.issuer ?? '';
      });
    });
    asked.on('error', () => end(null));
    asked.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
        if (text.length > ANSWER_LIMIT_BYTES) end(null);
      });
      answer.on('error', () => end(null));
      answer.on('end', () => end(answer.statusCode === 200 ? versionIn(text) : null));
    });
    asked.end();
  });
}

function versionIn(text: string): string | null {
  try {
    return versionShape.parse(JSON.parse(text)).gitVersion;
  } catch {
    // Expected here: whatever else serves HTTPS on that port.
    return null;
  }
}

function faceOf(issuer: string, version: string | null): KubernetesFace {
  const byCertificate = authorities.find(([pattern]) => pattern.test(issuer))?.[1] ?? null;
  const byVersion = /\+(rke2|k3s)/.exec(version ?? '')?.[1] ?? null;
  return {
    distribution: byCertificate ?? byVersion,
    isCertificateTelling: byCertificate !== null,
    version,
  };
}
