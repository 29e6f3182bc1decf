import { afterAll, beforeAll, expect, test } from 'vitest';
import { labHardware } from '../node/lab-hardware.ts';
import { type Hospital, startHospital } from '../start-hospital.ts';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital({
    ...{ base: 'own', nodes: 3, serial: true, timeScale: 40 },
    addressOf: { 'lab-edge-03': 'lab-edge-02' },
  });
});
afterAll(() => hospital?.stop());

async function post(path: string, body: object = {}): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const url = `${hospital.control.url}/nodes/${path}`;
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
}
const state = (name: string) => hospital.node(name).state();

test('each mix-up is played by a POST, and one that cannot be is refused', async () => {
  const first = hospital.node('lab-edge-01');
  const before = first.fingerprint();
  expect(await post('lab-edge-01/renew-certificate')).toBe(200);
  expect(first.fingerprint()).not.toBe(before);
  const address = `${hospital.addresses.base}.40`;
  expect(await post('lab-edge-01/lease', { address })).toBe(200);
  expect(state('lab-edge-01')).toMatchObject({ address, isListening: true });
  expect(await post('lab-edge-01/lease', { address: '10.0.0.1' })).toBe(400);
  expect(await post('lab-edge-01/label', { serial: 'CN7J4R3' })).toBe(200);
  expect(first.label).toBe('CN7J4R3');
  expect(await post('lab-edge-01/cable', { node: 'lab-edge-02' })).toBe(200);
  expect(await post('lab-edge-01/cable', { node: 'lab-edge-99' })).toBe(404);
  expect(await post('lab-edge-01/exchange', { machine: 40, colour: 'red' })).toBe(400);
  expect(await post('lab-edge-01/exchange', { machine: 40, serial: 'SPARE-1' })).toBe(200);
  await first.until(() => first.label === 'SPARE-1' && state('lab-edge-01').isListening, 10_000);
  expect(first.beacon()?.txt.id).toBe(labHardware(40).uuid);
});

test('of two nodes at one address the other one answers when it is told to, and both announce themselves', async () => {
  const listening = () => ['lab-edge-02', 'lab-edge-03'].map((name) => state(name).isListening);
  expect(state('lab-edge-03').address).toBe(state('lab-edge-02').address);
  expect(listening()).toEqual([true, false]);
  expect(await post('lab-edge-03/answer')).toBe(200);
  expect(listening()).toEqual([false, true]);
  for (const name of ['lab-edge-02', 'lab-edge-03']) expect(hospital.node(name).beacon()).not.toBeNull();
});
