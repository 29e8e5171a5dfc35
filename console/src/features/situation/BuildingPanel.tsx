import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Feature } from 'geojson';
import type { Schemas } from '../../api/client';
import { PanelHead, PanelSection, SidePanel } from '../../parts/SidePanel';
import { useLanguage } from '../../words';
import { AlertRow } from '../alerts/AlertRow';
import type { AlertLine } from '../alerts/api';
import { useSession } from '../session/useSession';
import { layerQuery, mapStatesQuery } from './api';
import style from './SituationPage.module.css';

interface Props {
  id: number;
  area: number;
  floor: number | undefined;
  alerts: readonly AlertLine[];
  onFloor: (floor: number | undefined) => void;
  onAlert: (id: number) => void;
  onClose: () => void;
}

/** One house, floor by floor: what is watched there, what cannot be seen, what is open. */
export function BuildingPanel({ id, area, floor, alerts, onFloor, onAlert, onClose }: Props) {
  const { words, pick } = useLanguage();
  const { data: areas } = useQuery(layerQuery('areas', area));
  const { data: buildings } = useQuery(layerQuery('buildings', area));
  const { data: zones } = useQuery(layerQuery('zones', area));
  const { data: devices } = useQuery({ ...layerQuery('devices', area), enabled: floor !== undefined });
  const { data: states } = useQuery(mapStatesQuery);
  const house = buildings?.features.find((building) => building.id === id);
  const compound = areas?.features.find((each) => each.id === house?.properties?.area);
  const inside = zones?.features.filter(({ properties }) => properties?.building === id) ?? [];
  const unseen = new Set(states?.unseen);
  const here = new Set(inside.map((zone) => Number(zone.id)));
  const open = alerts.filter(({ zone }) => zone && here.has(zone.id));
  const floors = Math.max(0, Number(house?.properties?.floors ?? 0));
  const nameOf = ({ properties }: Feature) => pick({ zh: properties?.name_zh ?? '', en: properties?.name_en ?? '' });
  return (
    <SidePanel label={words.map.building} onClose={onClose}>
      <PanelHead kicker={compound && nameOf(compound)} title={house ? nameOf(house) : words.map.building}>
        <p>
          {words.map.houseAnswer(floors, inside.length, inside.filter((zone) => unseen.has(Number(zone.id))).length)}
        </p>
      </PanelHead>
      {open.map((alert) => (
        <AlertRow key={alert.id} alert={alert} chosen={false} onChoose={onAlert} />
      ))}
      <PanelSection title={words.map.floors}>
        <ol className={style.floors}>
          {[...Array(floors + 1).keys()].reverse().map((level) => {
            const watched = inside.filter(({ properties }) => Number(properties?.floor ?? 0) === level);
            if (level === 0 && watched.length === 0) return null;
            return (
              <li key={level} data-chosen={(floor === level && level > 0) || undefined}>
                <button
                  type="button"
                  disabled={level === 0}
                  aria-pressed={floor === level}
                  onClick={() => onFloor(floor === level ? undefined : level)}
                >
                  {level ? words.map.floor(level) : words.map.throughout}
                </button>
                <span>
                  {watched.map((zone) => (
                    <span
                      key={zone.id}
                      className={unseen.has(Number(zone.id)) || !zone.properties?.watched ? 'hatched' : undefined}
                    >
                      {nameOf(zone)}
                    </span>
                  ))}
                </span>
                {floor === level && states && devices && (
                  <Devices
                    devices={devices.features.filter((one) => watched.some(({ id }) => id === one.properties?.zone))}
                    states={states}
                  />
                )}
              </li>
            );
          })}
        </ol>
      </PanelSection>
    </SidePanel>
  );
}

/** What watches a floor, and whether it does. */
function Devices({ devices, states }: { devices: Feature[]; states: Schemas['MapStates'] }) {
  const { words, pick } = useLanguage();
  const { permissions } = useSession();
  const stateOf = (id: number) =>
    (['offline', 'unknown', 'never'] as const).find((state) => states[state].includes(id)) ?? 'online';
  return (
    <ul className={style.devices}>
      {devices.map(({ id, properties }) => {
        const name = pick({ zh: properties?.name_zh ?? '', en: properties?.name_en ?? '' });
        const state = stateOf(Number(id));
        return (
          <li key={id}>
            {permissions.includes('devices.read') ? (
              <Link to="/devices" search={{ device: Number(id) }}>
                {name}
              </Link>
            ) : (
              name
            )}
            <span className={state === 'online' ? undefined : 'hatched'}>{words.deviceStates[state]}</span>
          </li>
        );
      })}
    </ul>
  );
}
