import { type QueryClient, QueryClientProvider, useMutation } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { AskName, InputOf, JobName } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { ShellClient } from '../../shared/contract/shell-contract.ts';
import { type Failure, FailureError } from '../../shared/failure/failure.ts';
import type { Connection, EngineClient } from './engine-client.ts';
import type { JobOf } from './job-book.ts';

/** What every screen may reach. */
export interface Services {
  readonly engine: EngineClient;
  readonly shell: ShellClient;
}

const ServicesContext = createContext<Services | null>(null);

/** Gives the two doors and the query cache to everything inside. */
export function ServicesProvider(props: {
  readonly services: Services;
  readonly queries: QueryClient;
  readonly children: ReactNode;
}) {
  return (
    <ServicesContext value={props.services}>
      <QueryClientProvider client={props.queries}>{props.children}</QueryClientProvider>
    </ServicesContext>
  );
}

/** The engine and the shell. Throws outside the provider, which would be our own mistake. */
export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) throw new Error('no services around this component');
  return services;
}

/** How the page stands with the engine. */
export function useConnection(): Connection {
  const { engine } = useServices();
  return useSyncExternalStore(engine.onConnection, engine.connection);
}

/** The newest job of a name with the acts on it: `start` gives its id, `stop` asks it to end, `dismiss` forgets how it ended. */
export function useJob<N extends JobName<EngineContract>>(name: N) {
  const { engine } = useServices();
  const job: JobOf<N> | null = useSyncExternalStore(engine.jobs.subscribe, () => engine.jobs.newest(name));
  return {
    job,
    isRunning: job?.state === 'running',
    start: (input: InputOf<EngineContract[N]>) => engine.startJob(name, input),
    stop: () => {
      if (job !== null) engine.cancel(job.id);
    },
    dismiss: () => {
      if (job !== null) engine.jobs.forget(job.id);
    },
  };
}

/** All jobs the page knows, oldest first. */
export function useJobs() {
  const { engine } = useServices();
  return useSyncExternalStore(engine.jobs.subscribe, engine.jobs.all);
}

/** One ask that changes something, as a mutation: `mutate(input)`, `data`, `error`, `isPending`. */
export function useAct<N extends AskName<EngineContract>>(name: N) {
  const { engine } = useServices();
  return useMutation({ mutationFn: (input: InputOf<EngineContract[N]>) => engine.ask(name, input) });
}

/** The failure inside whatever was thrown; what is none is a mistake of the page itself. */
export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  return { code: 'unexpected', facts: { reference: error instanceof Error ? error.name : 'page' } };
}
