import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import type { PushRequest } from '../../../shared/console/console-contract.ts';
import type { Op, OpKind } from '../../../shared/domain/sync/op.ts';
import { type ChainHead, chainOp, emptyChain } from '../../../shared/domain/sync/op-chain.ts';

/** What a laptop keeps of its own log; a second one for tests of the console, with no laptop around it. */
export interface LabDevice {
  readonly dev: string;
  readonly token: string;
  /** Writes the next op of the chain. */
  write(kind: OpKind, agg: string, body?: Op['body']): Op;
  /** A push of these ops, signed over the last one. */
  push(ops: readonly Op[]): PushRequest;
}

/** Makes a laptop with a key of its own. */
export function createLabDevice(dev: string, { site, region }: { site: string; region: string }): LabDevice {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  let head: ChainHead = emptyChain;
  return {
    dev,
    token: randomBytes(24).toString('base64url'),
    write: (kind, agg, body = { outcome: 'ok' }) => {
      const op = chainOp(
        {
          opId: randomUUID(),
          kind,
          v: 1,
          site,
          region,
          agg,
          dev,
          actor: 'Ada Example',
          at: new Date().toISOString(),
          salt: randomBytes(16).toString('hex'),
          body,
        },
        head,
        (bytes) => createHash('sha256').update(bytes).digest('hex'),
      );
      head = op;
      return op;
    },
    push: (ops) => ({
      device: dev,
      ops: [...ops],
      headSignature: sign(null, Buffer.from(ops.at(-1)?.hash ?? '', 'ascii'), privateKey).toString('base64'),
      devicePublicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    }),
  };
}
