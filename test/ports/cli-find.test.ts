/** Finding nodes from a terminal beyond one look: the stream of changes, a list of addresses, an older site's inventory. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type RancherServer, startRancherServer } from '../hospital/earlier/rancher-server.ts';
import { type Hospital, startHospital } from '../hospital/start-hospital.ts';
import { createLaptop, type Laptop, type Running } from './cli/laptop.ts';

let hospital: Hospital;
let laptop: Laptop;
let rancher: RancherServer;
beforeAll(async () => {
  hospital = await startHospital({ base: 'own', strangers: true, timeScale: 40 });
  laptop = createLaptop(hospital.addresses.ports.mdns);
  await laptop.rounds('enrol', hospital.enrolmentFile);
  await laptop.rounds('prepare');
  rancher = await startRancherServer({
    address: `${hospital.addresses.base}.99`,
    token: 'token-1:secret',
    clusters: [{ id: 'c-1', name: 'lab-2', state: 'active', provider: 'rke2' }],
    nodes: [
      {
        clusterId: 'c-1',
        nodeName: 'old-a',
        ipAddress: `${hospital.addresses.base}.11`,
        state: 'active',
        worker: true,
      },
      { clusterId: 'c-1', nodeName: 'old-b', ipAddress: '10.1.1.1', state: 'unavailable', worker: true },
    ],
  });
});
afterAll(async () => {
  await laptop.remove();
  await Promise.all([hospital.stop(), rancher.stop()]);
});

const eventShape = z.object({
  event: z.enum(['appeared', 'changed', 'gone', 'back', 'left', 'surroundings', 'end']),
  node: z.object({ id: z.string(), address: z.string(), presence: z.string() }).optional(),
});
/** Collects whole lines as they come, and gives what waits for a condition on them. */
function eventsOf({ child }: Running, events: z.infer<typeof eventShape>[]) {
  let rest = '';
  const listeners = new Set<() => void>();
  child.stdout?.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = eventShape.safeParse(JSON.parse(line));
      if (event.success) events.push(event.data);
    }
    for (const listener of listeners) listener();
  });
  return (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (condition()) resolve();
      };
      listeners.add(look);
      look();
    });
}

test('watching streams one document a change: nodes appear, and one that is unplugged is gone', async () => {
  const watching = laptop.start('find', '--watch', '--json');
  const events: z.infer<typeof eventShape>[] = [];
  const happened = eventsOf(watching, events);
  await happened(() => events.filter(({ event }) => event === 'appeared').length >= 3);
  await hospital.node('lab-edge-02').misbehave({ stuckAfterReboot: true });
  hospital.node('lab-edge-02').powerCycle();
  const isSecond = ({ node }: (typeof events)[number]) => node?.address === `${hospital.addresses.base}.12`;
  await happened(() => events.some((each) => isSecond(each) && each.event === 'gone'));
  expect(events.find(isSecond)?.event).toBe('appeared');
  watching.child.kill('SIGINT');
  const { code, out } = await watching.ended;
  // The last word is of the same form: one document, one line.
  expect(out.trimEnd().split('\n').at(-1)).toContain('"cancelled"');
  expect(code).toBe(130);
});

test('an older node is told as one at an address that a person gave', async () => {
  const { address } = hospital.addresses.earlierNode;
  const { out } = await laptop.rounds('find', '--for', '0.1', '--address', address, '--json');
  const shape = z.object({
    address: z.string(),
    answer: z.string(),
    managed: z.object({ by: z.string(), signs: z.array(z.string()) }).nullable(),
    earlier: z.object({ kubernetesVersion: z.object({ value: z.string() }) }).nullable(),
  });
  const { nodes } = z.object({ nodes: z.array(shape) }).parse(JSON.parse(out));
  expect(nodes.find((node) => node.address === address)).toEqual({
    address,
    answer: 'earlier',
    managed: { by: 'earlier-generation', signs: ['kubernetes-certificate', 'kubernetes-version'] },
    earlier: { kubernetesVersion: { value: 'v1.24.17+rke2r1' } },
  });
});

test('a list from a spreadsheet is asked row by row', async () => {
  const list = join(laptop.folder, 'nodes.csv');
  writeFileSync(
    list,
    `Label;Address\nLAB-EDGE-01;${hospital.addresses.base}.11\nold;${hospital.addresses.base}.90\nnonsense;not an address!\n`,
  );
  const { code, out } = await laptop.rounds('find', '--for', '0.1', '--list', list, '--json');
  const { list: asked } = z
    .object({ list: z.object({ rows: z.array(z.object({ line: z.int(), outcome: z.string() })) }) })
    .parse(JSON.parse(out));
  expect(asked.rows).toEqual([
    { line: 2, outcome: 'node' },
    { line: 3, outcome: 'excluded' },
    { line: 4, outcome: 'unreadable' },
  ]);
  expect(code).toBe(0);
  expect(hospital.medicalDevices.touches).toEqual([]);
});

test("an older site's inventory is read with a token from a file, and what stands here is marked", async () => {
  const [tokenFile, caFile] = [join(laptop.folder, 'token'), join(laptop.folder, 'ca.pem')];
  writeFileSync(tokenFile, 'token-1:secret\n', { mode: 0o600 });
  writeFileSync(caFile, rancher.ca);
  const access = ['--rancher', rancher.url, '--token-file', tokenFile, '--ca-file', caFile];
  const { code, out } = await laptop.rounds('find', '--for', '2', ...access, '--json');
  const { rancher: inventory } = z
    .object({
      rancher: z.object({
        clusters: z.array(
          z.object({
            name: z.string(),
            nodes: z.array(
              z.object({ name: z.string(), seenOnSite: z.object({ by: z.string() }).nullable() }),
            ),
          }),
        ),
      }),
    })
    .parse(JSON.parse(out));
  expect(inventory.clusters).toEqual([
    {
      name: 'lab-2',
      nodes: [
        { name: 'old-a', seenOnSite: { by: 'address' } },
        { name: 'old-b', seenOnSite: null },
      ],
    },
  ]);
  expect(code).toBe(0);
  const { out: table } = await laptop.rounds('find', '--for', '1', ...access);
  expect(table).toMatch(/lab-2 +old-a +\S+ .*seen, by its address/);
});

test('a wrong token is said as such, and the token stands nowhere', async () => {
  const tokenFile = join(laptop.folder, 'wrong');
  writeFileSync(tokenFile, 'token-2:guess\n', { mode: 0o600 });
  const caFile = join(laptop.folder, 'ca.pem');
  writeFileSync(caFile, rancher.ca);
  const access = ['--rancher', rancher.url, '--token-file', tokenFile, '--ca-file', caFile];
  const { code, out, err } = await laptop.rounds('find', '--for', '0.1', ...access);
  expect([code, err]).toEqual([3, expect.stringContaining('FIND-020')]);
  expect(out + err).not.toContain('token-2');
});
