import Fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Place } from '../addresses.ts';
import { endpointTroubleSchema } from '../backend/start-endpoint.ts';
import { consoleTroubleSchema } from '../console/console-trouble.ts';
import { kubernetesTroubleSchema } from '../kubernetes/cluster-state.ts';
import { dnsTroubleSchema } from '../network/dns-server.ts';
import { mdnsTroubleSchema } from '../network/mdns-trouble.ts';
import { ntpTroubleSchema } from '../network/ntp-server.ts';
import { SITE_ID } from '../pack/build-pack.ts';
import { packKinds } from '../pack/pack-kinds.ts';
import { serialTroubleSchema } from '../serial/lab-serial.ts';
import type { Hospital } from '../start-hospital.ts';
import { hospitalState } from './hospital-state.ts';
import { misbehaviourSchema } from './misbehaviour-schema.ts';
import { addMixUpRoutes } from './mix-up-routes.ts';
import { done, NameUnknown, named } from './named.ts';

export interface Control {
  readonly url: string;
  stop(): Promise<void>;
}

/** The hospital as the control API sees it. */
export type ControlledHospital = Omit<Hospital, 'control'>;

/**
 * Starts the HTTP API that makes things go wrong: `GET /state`; `POST` a JSON object to the paths below. Each POST
 * replaces what was set before, so `{}` puts that part in order. Answers are JSON; 400 for a body that does not fit,
 * 404 for a name that nobody has.
 */
export async function startControl(place: Place, hospital: ControlledHospital): Promise<Control> {
  const app = Fastify({ logger: false, forceCloseConnections: true });
  app.setErrorHandler((error, _request, reply) => {
    const isBody = error instanceof z.ZodError;
    const status = isBody ? 400 : error instanceof NameUnknown ? 404 : statusOf(error);
    const detail = isBody ? z.prettifyError(error) : error instanceof Error ? error.message : String(error);
    return reply.code(status).send({ error: detail });
  });
  app.get('/state', () => hospitalState(hospital));
  addTroubleRoutes(app, hospital);
  addNodeRoutes(app, hospital);
  addMixUpRoutes(app, hospital);
  const url = await app.listen({ host: place.address, port: place.port });
  return { url, stop: () => app.close() };
}

function addTroubleRoutes(app: FastifyInstance, hospital: ControlledHospital): void {
  const { console: labConsole, dns, ntp, endpoints, mdns, kubernetes } = hospital;
  app.post('/console/trouble', ({ body }) => done(labConsole.setTrouble(consoleTroubleSchema.parse(body))));
  app.post('/console/readmit', async () => ({ applied: await labConsole.readmit(SITE_ID) }));
  app.post('/kubernetes/trouble', ({ body }) =>
    done(kubernetes.setTrouble(kubernetesTroubleSchema.parse(body))),
  );
  app.post('/mdns/trouble', ({ body }) => done(mdns.setTrouble(mdnsTroubleSchema.parse(body))));
  app.post('/ntp/trouble', ({ body }) =>
    done(all(ntp, (one) => one.setTrouble(ntpTroubleSchema.parse(body)))),
  );
  app.post('/dns/trouble', ({ body }) =>
    done(all(dns, (one) => one.setTrouble(dnsTroubleSchema.parse(body)))),
  );
  app.post<{ Params: { index: string } }>('/dns/:index/trouble', ({ body, params }) =>
    done(named(dns[Number(params.index)], params.index).setTrouble(dnsTroubleSchema.parse(body))),
  );
  app.post('/backend/trouble', ({ body }) =>
    done(all(endpoints, (one) => one.setTrouble(endpointTroubleSchema.parse(body)))),
  );
  app.post<{ Params: { name: string } }>('/backend/:name/trouble', ({ body, params }) => {
    const endpoint = named(
      endpoints.find(({ name }) => name === params.name),
      params.name,
    );
    return done(endpoint.setTrouble(endpointTroubleSchema.parse(body)));
  });
  app.post<{ Params: { kind: string } }>('/packs/:kind', ({ params }) => {
    const kind = named(
      packKinds.find((one) => one === params.kind),
      params.kind,
    );
    return done(hospital.offerPack(kind));
  });
}

function addNodeRoutes(app: FastifyInstance, { nodes, foreignNode, serial }: ControlledHospital): void {
  const known = [...nodes, ...(foreignNode === null ? [] : [foreignNode])];
  const node = (name: string) =>
    named(
      known.find((one) => one.name === name),
      name,
    );
  app.post<{ Params: { name: string } }>('/nodes/:name/misbehave', ({ body, params }) =>
    done(node(params.name).misbehave(misbehaviourSchema.parse(body))),
  );
  app.post<{ Params: { name: string } }>('/nodes/:name/power-cycle', ({ params }) =>
    done(node(params.name).powerCycle()),
  );
  app.post<{ Params: { name: string } }>('/nodes/:name/serial', ({ body, params }) => {
    const port = named(
      serial.find((one) => one.name === params.name),
      params.name,
    );
    return done(port.setTrouble(serialTroubleSchema.parse(body)));
  });
  app.get<{ Params: { name: string } }>('/nodes/:name/console', ({ params }) => ({
    lines: node(params.name).consoleLines(),
  }));
}

async function all<T>(parts: readonly T[], change: (part: T) => Promise<void> | void): Promise<void> {
  await Promise.all(parts.map(change));
}

/** Fastify's own errors carry a status; anything else is a mistake of ours. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : null;
  return typeof status === 'number' ? status : 500;
}
