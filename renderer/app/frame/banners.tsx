import { useQuery } from '@tanstack/react-query';
import { words } from '../../../shared/words/words.ts';
import { engineQueries } from '../../api/queries.ts';
import { useConnection, useServices } from '../../api/services.tsx';
import { Button } from '../../ui/acts/button.tsx';
import { Banner } from '../../ui/state/banner.tsx';

/** What holds for every screen and stays: that this is a demo, and that the engine was given up. */
export function Banners() {
  const { shell } = useServices();
  const { data: status } = useQuery(engineQueries.status());
  const connection = useConnection();
  return (
    <>
      {status?.demo ? <Banner tone="calm">{words('frame.demo')}</Banner> : null}
      {connection === 'stopped' ? (
        <Banner tone="warn">
          {words('frame.engineStopped')}
          <Button onPress={() => void shell.restartEngine({})}>{words('frame.engineStart')}</Button>
        </Banner>
      ) : null}
    </>
  );
}
