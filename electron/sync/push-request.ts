import type { PushRequest } from '../../shared/console/console-contract.ts';
import type { Enrolment } from '../../shared/domain/sites/pack.ts';
import type { Op } from '../../shared/domain/sync/op.ts';
import type { DeviceKey } from '../security/device-key.ts';

/**
 * A push of these ops in the name of the enrolled device, signed over the last one. Ops of another region or device
 * cannot be named: that would be a mistake of ours, and it ends here.
 */
export function pushRequest(ops: readonly Op[], { region, device }: Enrolment, key: DeviceKey): PushRequest {
  const last = ops.at(-1);
  const stray = ops.find((op) => op.region !== region || op.dev !== device.id);
  if (last === undefined || stray !== undefined) throw new Error('a batch of nothing or of another region');
  return {
    device: device.id,
    ops: ops.map((op) => ({ ...op, body: { ...op.body } })),
    headSignature: key.sign(last.hash),
    devicePublicKey: key.publicKey,
  };
}
