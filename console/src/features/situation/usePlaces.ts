import { useQuery } from '@tanstack/react-query';
import type { FeatureCollection } from 'geojson';
import { useEffect, useMemo } from 'react';
import { flattened, namePoints, withLeaves } from '../../map/features';
import type { MapCanvas } from '../../map/MapCanvas';
import { groundQuery, mapQuery } from './api';

export interface Places {
  areas: FeatureCollection;
  buildings: FeatureCollection;
}

/** Puts the places of one's areas onto the map; gives back those that alerts are matched with, once they are read. */
export function usePlaces(canvas: MapCanvas | null): Places | undefined {
  const { data } = useQuery(mapQuery);
  const { data: ground } = useQuery(groundQuery);
  const places = useMemo(() => {
    if (!data) return undefined;
    // The API describes geometries as plain objects; from here on they are GeoJSON.
    const flat = (collection: unknown) => flattened(collection as FeatureCollection);
    return {
      areas: withLeaves(flat(data.areas)),
      buildings: flat(data.buildings),
      zones: flat(data.zones),
      devices: flat(data.devices),
    };
  }, [data]);

  useEffect(() => {
    if (canvas && ground) canvas.fill('ground', ground);
  }, [canvas, ground]);
  useEffect(() => {
    if (!canvas || !places) return;
    canvas.fill('areas', places.areas);
    canvas.fill('areaNames', namePoints(places.areas));
    canvas.fill('buildings', places.buildings);
    canvas.fill('buildingNames', namePoints(places.buildings));
    canvas.fill('zones', places.zones);
    canvas.fill('devices', places.devices);
  }, [canvas, places]);
  return places;
}
