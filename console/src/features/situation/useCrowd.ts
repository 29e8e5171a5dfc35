import { useQuery } from '@tanstack/react-query';
import type { Feature, FeatureCollection } from 'geojson';
import { useEffect } from 'react';
import { nothing } from '../../map/features';
import { CROWD_LAYERS } from '../../map/layers/crowd';
import type { MapCanvas } from '../../map/MapCanvas';
import { figure } from '../../words/counted';
import { crowdQuery } from './api';
import { countsAt, type PastHour } from './past';

interface Full {
  count: number | null;
  perMinute: number | null;
}

/** Puts how full places are onto the map, now or at an instant that has passed. */
export function useCrowd(canvas: MapCanvas | null, shown: boolean, past?: { hour: PastHour; at: number }): void {
  const { data } = useQuery({ ...crowdQuery, enabled: shown });
  useEffect(() => canvas?.reveal(CROWD_LAYERS, shown), [canvas, shown]);
  useEffect(() => {
    if (!canvas || !data || !shown) return;
    canvas.fill('crowd', past ? filled(data, countsAt(past.hour, past.at)) : filled(data));
  }, [canvas, data, shown, past]);
}

/** Each place with its share of what it holds and a line of figures; neither where nobody counts. */
function filled(places: FeatureCollection, then?: Map<number, Full>): FeatureCollection {
  if (!places.features.length) return nothing;
  return {
    ...places,
    features: places.features.flatMap((place): Feature[] => {
      const known = place.properties ?? {};
      // Who came and went then is not kept.
      if (known.bearing !== undefined) return then ? [] : flows(place);
      const now = { count: known.count as number | null, perMinute: known.per_minute as number | null };
      const full = then ? then.get(Number(place.id)) : now;
      if (!full || full.count === null) return [{ ...place, properties: { id: place.id, ...named(known) } }];
      const share = full.count / Number(known.capacity);
      return [{ ...place, properties: { id: place.id, ...named(known), share, label: figures(full, share) } }];
    }),
  };
}

/** A counted gate: an arrow in, an arrow out, where anybody goes, and its figures. */
export function flows(gate: Feature): Feature[] {
  const known = gate.properties ?? {};
  const [comes, goes] = [Number(known.in_per_minute), Number(known.out_per_minute)];
  const bearing = Number(known.bearing);
  const arrow = (rate: number, way: number): Feature[] =>
    rate < 0.5 ? [] : [{ ...gate, id: undefined, properties: { rate, bearing: way % 360 } }];
  const label = `+${Math.round(comes)} −${Math.round(goes)}/min`;
  return [
    ...arrow(comes, bearing),
    ...arrow(goes, bearing + 180),
    { ...gate, properties: { id: gate.id, ...named(known), label } },
  ];
}

const named = ({ name_zh, name_en }: Record<string, unknown>) => ({ name_zh, name_en });

/** `2,140 · 86 %  ↑ 32/min`: arrows say which way, so the figure needs no colour. */
function figures({ count, perMinute }: Full, share: number): string {
  const people = `${figure(Math.round(count ?? 0))} · ${Math.round(100 * share)}%`;
  const change = Math.round(perMinute ?? 0);
  return change ? `${people}\n${change > 0 ? '↑' : '↓'} ${figure(Math.abs(change))}/min` : people;
}
