import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Hospital, startHospital } from '../hospital/start-hospital.ts';
import { createLaptop, type Laptop } from './cli/laptop.ts';

let hospital: Hospital;
let laptop: Laptop;
beforeAll(async () => {
  hospital = await startHospital({
    ...{ base: 'own', nodes: 1, serial: true, timeScale: 40 },
  });
  laptop = createLaptop(hospital.addresses.ports.mdns);
});
afterAll(async () => {
  await laptop?.remove();
  await hospital?.stop();
});
const port = () => hospital.serial[0]?.path ?? '';

test('a port of a simulated site is listed where it is named', async () => {
  const { code, out } = await laptop.rounds('serial', '--json', '--serial-port', port());
  const { ports } = JSON.parse(out);
  expect(code).toBe(0);
  expect(ports).toContainEqual(expect.objectContaining({ path: port(), maker: null, state: 'closed' }));
});

test('a console is followed line by line, and what it told of its node comes last', async () => {
  const node = hospital.node('lab-edge-01');
  const following = laptop.start('serial', port(), '--follow', '--for', '8', '--json');
  let out = '';
  following.child.stdout?.on('data', (chunk: Buffer) => {
    if (out === '') node.powerCycle();
    out += chunk.toString();
  });
  const { code, out: whole } = await following.ended;
  const lines = whole
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(code).toBe(0);
  expect(lines.slice(0, -1).map(({ number }) => number)).toEqual(lines.slice(0, -1).map((_, index) => index));
  expect(lines.at(-1).port).toMatchObject({
    state: 'closed',
    reading: { stage: 'maintenance', addresses: [node.address], fingerprint: node.fingerprint() },
  });
  expect(lines.at(-1).port.recording.file.startsWith(join(laptop.dataDir, 'serial'))).toBe(true);
});

test('Ctrl-C ends it, and the port is free for the next', async () => {
  const following = laptop.start('serial', port(), '--follow');
  following.child.stdout?.once('data', () => following.child.kill('SIGINT'));
  expect((await following.ended).code).toBe(130);
  expect((await laptop.rounds('serial', port(), '--for', '0.2')).code).toBe(1);
});

test('the adapter of a node can be taken out and put back from outside', async () => {
  const set = async (trouble: object) => {
    const answer = await fetch(`${hospital.control.url}/nodes/lab-edge-01/serial`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(trouble),
    });
    return answer.status;
  };
  expect([await set({ unplugged: true }), await set({ unplugged: 'yes' })]).toEqual([200, 400]);
  const { code, out } = await laptop.rounds('serial', port(), '--json');
  expect([code, JSON.parse(out).failure.code]).toEqual([3, 'serial-unknown']);
  expect(await set({})).toBe(200);
  expect((await laptop.rounds('serial', port(), '--for', '0.2')).code).toBe(1);
});

test('what is no port is refused with its code', async () => {
  const { code, out } = await laptop.rounds('serial', '/dev/null', '--json');
  expect([code, JSON.parse(out)]).toEqual([
    3,
    { failure: { code: 'serial-not-a-port', facts: { path: '/dev/null' } } },
  ]);
});
