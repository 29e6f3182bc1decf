import { createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { type DeviceKeyStore, deviceKeyOf } from './device-key.ts';

function memory(): DeviceKeyStore & { readonly values: Map<string, string> } {
  const values = new Map<string, string>();
  return {
    values,
    read: (name) => values.get(name) ?? null,
    save: (name, value) => void values.set(name, value),
  };
}

test('a device keeps its key, and what it signs is verified by the public half', () => {
  const store = memory();
  const key = deviceKeyOf(store, 'laptop-1');
  expect(deviceKeyOf(store, 'laptop-1').publicKey).toBe(key.publicKey);
  const spki = createPublicKey({ key: Buffer.from(key.publicKey, 'base64'), format: 'der', type: 'spki' });
  const signature = Buffer.from(key.sign('a'.repeat(64)), 'base64');
  expect(verify(null, Buffer.from('a'.repeat(64)), spki, signature)).toBe(true);
  expect(verify(null, Buffer.from('b'.repeat(64)), spki, signature)).toBe(false);
});

test('another enrolment has another key', () => {
  const store = memory();
  expect(deviceKeyOf(store, 'laptop-2').publicKey).not.toBe(deviceKeyOf(store, 'laptop-1').publicKey);
  expect([...store.values.keys()].sort()).toEqual(['device-key:laptop-1', 'device-key:laptop-2']);
});
