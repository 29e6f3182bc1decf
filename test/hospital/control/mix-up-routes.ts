import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { labHardware } from '../node/lab-hardware.ts';
import type { LabNode } from '../node/lab-node.ts';
import type { ControlledHospital } from './control.ts';
import { done, named } from './named.ts';

const text = z.string().min(1).max(100);
const leaseSchema = z.strictObject({ address: z.ipv4().startsWith('127.') });
const labelSchema = z.strictObject({ serial: text });
const cableSchema = z.strictObject({ node: text });
/** `machine` counts the models of the fleet as `labHardware` does; the rest is put over that one. */
const boxSchema = z.strictObject({
  machine: z.int().min(0).max(10_000),
  serial: text.exactOptional(),
  uuid: z.guid().exactOptional(),
});

interface Named {
  readonly Params: { readonly name: string };
}

/** What makes one node be taken for another, as POSTs below `/nodes/<name>/`; each happens once, at once. */
export function addMixUpRoutes(app: FastifyInstance, { nodes, serial, letAnswer }: ControlledHospital): void {
  const on = (act: string, run: (node: LabNode, body: unknown) => unknown) =>
    app.post<Named>(`/nodes/:name/${act}`, ({ params, body }) => done(run(nodeAt(params.name), body)));
  const nodeAt = (name: string): LabNode =>
    named(
      nodes.find((one) => one.name === name),
      name,
    );
  on('renew-certificate', (node) => node.renewCertificate());
  on('reimage', (node) => node.reimage());
  on('answer', (node) => letAnswer(node.name));
  on('lease', (node, body) => node.takeLease(leaseSchema.parse(body).address));
  on('label', (node, body) => node.relabel(labelSchema.parse(body).serial));
  on('exchange', (node, body) => {
    const { machine, ...change } = boxSchema.parse(body);
    node.exchange({ ...labHardware(machine), ...change });
  });
  // The port of this name gets its cable from that node.
  on('cable', (node, body) => {
    const port = named(
      serial.find((one) => one.name === node.name),
      node.name,
    );
    port.plugInto(nodeAt(cableSchema.parse(body).node));
  });
}
