import { useQuery } from '@tanstack/react-query';
import type { FeatureCollection } from 'geojson';
import { useEffect, useMemo } from 'react';
import { namePoints, silentDevices, unseenZones, withLeaves } from '../../map/features';
import type { MapCanvas } from '../../map/MapCanvas';
import { groundQuery, mapQuery, mapStatesQuery } from './api';

export interface Places {
  areas: FeatureCollection;
  buildings: FeatureCollection;
}

/** Puts the places of one's areas onto the map; gives back those that alerts are matched with, once they are read. */
export function usePlaces(canvas: MapCanvas | null): Places | undefined {
  const { data } = useQuery(mapQuery);
  const { data: states } = useQuery(mapStatesQuery);
  const { data: ground } = useQuery(groundQuery);
  const places = useMemo(() => {
    if (!data) return undefined;
    // The API describes geometries as plain objects; from here on they are GeoJSON.
    const { areas, buildings, zones, devices } = data as unknown as Record<keyof typeof data, FeatureCollection>;
    return { areas: withLeaves(areas), buildings, zones, devices };
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
  useEffect(() => {
    if (!canvas || !places || !states) return;
    canvas.fill('unseen', unseenZones(places.zones, states.unseen));
    canvas.fill('silent', silentDevices(places.devices, states));
  }, [canvas, places, states]);
  return places;
}
