import { HistoryOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useKeys } from '../../app/keys';
import { present } from '../../parts/clock';
import { useBeside } from '../../parts/useBeside';
import { useWords } from '../../words';
import { alertQuery, openAlertsQuery } from '../alerts/api';
import { useSession } from '../session/useSession';
import { useStory } from '../tour/useStory';
import { layerQuery } from './api';
import { markedAlert } from './marked';
import type { Found } from './PlaceSearch';
import { markedPast, openAt, pastQuery } from './past';
import style from './SituationPage.module.css';
import { SituationQueue } from './SituationQueue';
import { StateSentence } from './StateSentence';
import type { Chosen, SituationSearch } from './search';

// What the first look does not need comes after it: the map itself, and what works on it.
const MapStage = lazy(() => import('./MapStage'));
const MapLayers = lazy(() => import('./MapLayers').then(({ MapLayers }) => ({ default: MapLayers })));
const PastBar = lazy(() => import('./PastBar').then(({ PastBar }) => ({ default: PastBar })));
const PastList = lazy(() => import('./PastList').then(({ PastList }) => ({ default: PastList })));
const PastSentence = lazy(() => import('./PastSentence').then(({ PastSentence }) => ({ default: PastSentence })));
const PlaceSearch = lazy(() => import('./PlaceSearch').then(({ PlaceSearch }) => ({ default: PlaceSearch })));
const fetchPanel = () => import('../alerts/AlertPanel').then(({ AlertPanel }) => ({ default: AlertPanel }));
const AlertPanel = lazy(fetchPanel);
const BuildingPanel = lazy(() => import('./BuildingPanel').then(({ BuildingPanel }) => ({ default: BuildingPanel })));
const route = getRouteApi('/inside/');

/** What is the worst thing now, who is on it, what can we not see? */
export function SituationPage() {
  const words = useWords();
  const search = route.useSearch();
  const { alert: chosen, building, area, floor, at } = search;
  const navigate = route.useNavigate();
  const alerts = useQuery(openAlertsQuery);
  // Read while the map's code is still on its way.
  useQuery(layerQuery('areas'));
  const [bounds, setBounds] = useState<Chosen['bounds']>();
  // What is looked at changes; what is drawn, and the instant, stay.
  const isOpen = chosen !== undefined || building !== undefined;
  const beside = useBeside(isOpen);
  const look = useCallback(
    (wish: SituationSearch) =>
      beside(wish.alert !== undefined || wish.building !== undefined, (how) =>
        navigate({
          search: (old: SituationSearch) => ({
            devices: old.devices,
            crowd: old.crowd,
            patrols: old.patrols,
            covers: old.covers,
            at: old.at,
            ...wish,
          }),
          ...how,
        }),
      ),
    [navigate, beside],
  );
  const change = useCallback(
    (wish: SituationSearch) => navigate({ search: (old) => ({ ...old, ...wish }), replace: true }),
    [navigate],
  );
  const past = useQuery(pastQuery(at));
  const seen = useMemo(() => (at !== undefined && past.data ? { hour: past.data, at } : undefined), [past.data, at]);
  const then = useMemo(() => (seen ? openAt(seen.hour, seen.at) : []), [seen]);
  const choose = useCallback((id: number | undefined) => look(id === undefined ? {} : { alert: id }), [look]);
  const find = useCallback(
    (found: Found) => {
      if (found.building !== null) {
        return look({ building: found.building, area: found.area, floor: found.floor > 0 ? found.floor : undefined });
      }
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
  useKeys(
    useMemo(
      () => (isOpen ? [{ key: 'Escape', label: words.keys.close, run: () => choose(undefined) }] : []),
      [isOpen, choose, words],
    ),
  );
  const items = alerts.data?.items;
  const listed = items?.find(({ id }) => id === chosen);
  // One that is done is in no list any more; while one looks at it, it stays on the map.
  const done = useQuery({
    ...alertQuery(chosen ?? 0),
    enabled: chosen !== undefined && items !== undefined && !listed,
  });
  const { is_demo } = useSession();
  useStory(is_demo && at === undefined && building === undefined ? items : undefined, chosen, choose);
  const marked = useMemo(() => {
    if (at !== undefined) return then.map((alert) => markedPast(alert, at));
    return (items ?? []).map(markedAlert);
  }, [items, then, at]);
  const looked = useMemo(() => ({ area, building, floor, bounds }), [area, building, floor, bounds]);
  return (
    <div className={style.page} data-chosen={isOpen || undefined}>
      <div className={style.map}>
        <Suspense fallback={null}>
          <MapStage
            alerts={marked}
            chosen={chosen === undefined ? undefined : (listed ?? done.data)}
            looked={looked}
            shown={search}
            past={seen}
            onAlert={choose}
            onBuilding={(id, of) => look({ building: id, area: of })}
          />
        </Suspense>
      </div>
      <div className={style.top}>
        <Suspense fallback={null}>
          {at === undefined ? <StateSentence /> : <PastSentence at={at} hour={past.data} failed={past.isError} />}
        </Suspense>
        <Suspense fallback={<div className={style.search} />}>
          <PlaceSearch onFound={find} />
        </Suspense>
      </div>
      {at === undefined ? (
        <SituationQueue alerts={alerts} chosen={chosen} onChoose={choose} />
      ) : (
        <Suspense fallback={null}>
          <PastList alerts={then} at={at} onChoose={choose} />
        </Suspense>
      )}
      <div className={style.tools}>
        <Suspense fallback={null}>
          <MapLayers shown={search} onShow={change} />
        </Suspense>
        {at === undefined && (
          <Button
            icon={<HistoryOutlined />}
            aria-label={words.past.open}
            onClick={() => change({ at: present() - 60_000 })}
          >
            <span className={style.label}>{words.past.open}</span>
          </Button>
        )}
      </div>
      {at !== undefined && (
        <Suspense fallback={null}>
          <PastBar
            at={at}
            first={past.data?.first}
            isReading={past.isFetching && !past.data}
            onAt={(to) => change({ at: to })}
          />
        </Suspense>
      )}
      <Suspense fallback={null}>
        {chosen !== undefined && <AlertPanel id={chosen} onClose={() => choose(undefined)} isOverMap />}
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
