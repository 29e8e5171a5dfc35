import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useKeys } from '../../app/keys';
import { useWords } from '../../words';
import { openAlertsQuery } from '../alerts/api';
import { layerQuery } from './api';
import { type Found, PlaceSearch } from './PlaceSearch';
import style from './SituationPage.module.css';
import { SituationQueue } from './SituationQueue';
import { StateSentence } from './StateSentence';
import type { Chosen, SituationSearch } from './search';

const MapStage = lazy(() => import('./MapStage'));
const fetchPanel = () => import('../alerts/AlertPanel').then(({ AlertPanel }) => ({ default: AlertPanel }));
const AlertPanel = lazy(fetchPanel);
const BuildingPanel = lazy(() => import('./BuildingPanel').then(({ BuildingPanel }) => ({ default: BuildingPanel })));
const route = getRouteApi('/inside/');

/** What is the worst thing now, who is on it, what can we not see? */
export function SituationPage() {
  const words = useWords();
  const search = route.useSearch();
  const { alert: chosen, building, area, floor } = search;
  const navigate = route.useNavigate();
  const alerts = useQuery(openAlertsQuery);
  // Read while the map's code is still on its way.
  useQuery(layerQuery('areas'));
  const [bounds, setBounds] = useState<Chosen['bounds']>();
  const look = useCallback((at: SituationSearch) => navigate({ search: at, replace: true }), [navigate]);
  const choose = useCallback((id: number | undefined) => look(id === undefined ? {} : { alert: id }), [look]);
  const find = useCallback(
    (found: Found) => {
      if (found.kind === 'building') return look({ building: found.id, area: found.area });
      setBounds([found.west, found.south, found.east, found.north]);
      return look({});
    },
    [look],
  );
  // Once the page stands, the panel is fetched, so that choosing an alert opens it at once.
  useEffect(() => {
    const timer = setTimeout(fetchPanel, 3_000);
    return () => clearTimeout(timer);
  }, []);
  const isOpen = chosen !== undefined || building !== undefined;
  useKeys(
    useMemo(
      () => (isOpen ? [{ key: 'Escape', label: words.keys.close, run: () => choose(undefined) }] : []),
      [isOpen, choose, words],
    ),
  );
  const items = alerts.data?.items;
  const looked = useMemo(() => ({ area, building, floor, bounds }), [area, building, floor, bounds]);
  return (
    <div className={style.page} data-chosen={isOpen || undefined}>
      <div className={style.map}>
        <Suspense fallback={null}>
          <MapStage
            alerts={items}
            chosen={items?.find(({ id }) => id === chosen)}
            looked={looked}
            onAlert={choose}
            onBuilding={(id, of) => look({ building: id, area: of })}
          />
        </Suspense>
      </div>
      <div className={style.top}>
        <StateSentence />
        <PlaceSearch onFound={find} />
      </div>
      <SituationQueue alerts={alerts} chosen={chosen} onChoose={choose} />
      <Suspense fallback={null}>
        {chosen !== undefined && <AlertPanel id={chosen} onClose={() => choose(undefined)} />}
        {chosen === undefined && building !== undefined && area !== undefined && (
          <BuildingPanel
            key={building}
            id={building}
            area={area}
            floor={floor}
            alerts={items ?? []}
            onFloor={(level) => look({ building, area, floor: level })}
            onAlert={choose}
            onClose={() => choose(undefined)}
          />
        )}
      </Suspense>
    </div>
  );
}
