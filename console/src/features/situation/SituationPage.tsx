import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useMemo } from 'react';
import { useKeys } from '../../app/keys';
import { useWords } from '../../words';
import { openAlertsQuery } from '../alerts/api';
import style from './SituationPage.module.css';
import { SituationQueue } from './SituationQueue';
import { StateSentence } from './StateSentence';

const MapStage = lazy(() => import('./MapStage'));
const fetchPanel = () => import('../alerts/AlertPanel').then(({ AlertPanel }) => ({ default: AlertPanel }));
const AlertPanel = lazy(fetchPanel);
const route = getRouteApi('/inside/');

/** What is the worst thing now, who is on it, what can we not see? */
export function SituationPage() {
  const words = useWords();
  const { alert: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const alerts = useQuery(openAlertsQuery);
  const choose = useCallback(
    (id: number | undefined) => navigate({ search: (old) => ({ ...old, alert: id }), replace: true }),
    [navigate],
  );
  // Once the page stands, the panel is fetched, so that choosing an alert opens it at once.
  useEffect(() => {
    const timer = setTimeout(fetchPanel, 3_000);
    return () => clearTimeout(timer);
  }, []);
  useKeys(
    useMemo(
      () => (chosen === undefined ? [] : [{ key: 'Escape', label: words.keys.close, run: () => choose(undefined) }]),
      [chosen, choose, words],
    ),
  );
  return (
    <div className={style.page} data-chosen={chosen !== undefined || undefined}>
      <div className={style.map}>
        <Suspense fallback={null}>
          <MapStage alerts={alerts.data?.items} chosen={chosen} onChoose={choose} />
        </Suspense>
      </div>
      <StateSentence />
      <SituationQueue alerts={alerts} chosen={chosen} onChoose={choose} />
      <Suspense fallback={null}>
        {chosen !== undefined && <AlertPanel id={chosen} onClose={() => choose(undefined)} />}
      </Suspense>
    </div>
  );
}
