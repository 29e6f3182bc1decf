import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { siteQueries } from '../api/queries.ts';
import { failureOf, useAct } from '../api/services.tsx';
import { useDraft } from '../app/drafts.tsx';

/** The sign-off form: what was typed, and the act. The name is looked at when it is signed, not before. */
export function useSignOff() {
  const queries = useQueryClient();
  const signOff = useAct('sites.signOff');
  const [name, setName] = useDraft('sign-off name');
  const [note, setNote] = useDraft('sign-off note');
  const [wasTried, setWasTried] = useState(false);
  const { data: overview } = useQuery(siteQueries.overview());
  const isSigned =
    overview?.tasks.some(({ id, reason }) => id === 'prove' && reason === 'signed-off') ?? false;
  const isMissing = name.trim() === '';
  const sign = () => {
    setWasTried(true);
    if (isMissing) {
      document.getElementById('printed-name')?.focus();
      return;
    }
    signOff.mutate(
      { name: name.trim(), note: note.trim() },
      {
        onSuccess: (overview) => {
          queries.setQueryData(siteQueries.overview().queryKey, overview);
          void queries.invalidateQueries({ queryKey: siteQueries.handover().queryKey });
        },
      },
    );
  };
  return {
    name,
    setName,
    note,
    setNote,
    sign,
    isNameMissing: wasTried && isMissing,
    isPending: signOff.isPending,
    isSigned,
    failure: signOff.error === null ? null : failureOf(signOff.error),
  };
}
