import { useQueryClient } from '@tanstack/react-query';
import type { Failure } from '../../shared/failure/failure.ts';
import { siteQueries } from './queries.ts';
import { failureOf, useAct, useServices } from './services.tsx';

/** Lets the person choose an enrolment file and reads it. `failure` says why the last one was not taken. */
export function useEnrol(): {
  readonly choose: () => void;
  readonly isPending: boolean;
  readonly failure: Failure | null;
} {
  const { shell } = useServices();
  const queries = useQueryClient();
  const enrol = useAct('sites.enrol');
  const choose = async () => {
    const path = await shell.chooseFile({ purpose: 'enrolment' });
    if (path === null) return;
    enrol.mutate(
      { path },
      { onSuccess: (overview) => queries.setQueryData(siteQueries.overview().queryKey, overview) },
    );
  };
  return {
    choose: () => void choose(),
    isPending: enrol.isPending,
    failure: enrol.error === null ? null : failureOf(enrol.error),
  };
}
