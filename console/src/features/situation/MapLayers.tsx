import { AppstoreOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../../words';
import { modelsQuery } from '../models/api';
import { useSession } from '../session/useSession';
import { coverageQuery } from './api';
import style from './MapLayers.module.css';
import page from './SituationPage.module.css';
import type { Shown } from './search';

/** What is drawn on the map, and in words how far the chosen model sees. Narrow screens show it when asked to. */
export function MapLayers({ shown, onShow }: { shown: Shown; onShow: (change: Shown) => void }) {
  const { words, pick } = useLanguage();
  const { data: models } = useQuery(modelsQuery);
  const { data: coverage } = useQuery({ ...coverageQuery(shown.covers ?? ''), enabled: shown.covers !== undefined });
  const { permissions } = useSession();
  const [crowd, patrols] = [shown.crowd !== false, shown.patrols !== false];
  const [isOpen, setOpen] = useState(false);
  const many = (state: string) => coverage?.areas[state]?.length ?? 0;
  return (
    <>
      <Button
        className={style.toggle}
        icon={<AppstoreOutlined />}
        aria-label={words.map.layersShort}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <span className={page.label}>{words.map.layersShort}</span>
      </Button>
      <fieldset className={style.layers} data-open={isOpen || undefined} aria-label={words.map.layers}>
        <button
          type="button"
          aria-pressed={!!shown.devices}
          onClick={() => onShow({ devices: !shown.devices || undefined })}
        >
          {words.map.devices}
        </button>
        <button type="button" aria-pressed={crowd} onClick={() => onShow({ crowd: crowd ? false : undefined })}>
          {words.map.crowd}
        </button>
        {permissions.includes('alerts.triage') && (
          <button type="button" aria-pressed={patrols} onClick={() => onShow({ patrols: patrols ? false : undefined })}>
            {words.map.patrols}
          </button>
        )}
        <Select
          className={style.model}
          allowClear
          size="small"
          placeholder={words.map.coverage}
          aria-label={words.map.coverage}
          value={shown.covers}
          onChange={(covers: string | undefined) => onShow({ covers })}
          options={models
            ?.filter(({ group }) => group !== 'upkeep')
            .map(({ name, title }) => ({ value: name, label: pick(title) }))}
          popupMatchSelectWidth={false}
        />
        {shown.covers && coverage && (
          <output>{words.map.covered(many('covered'), many('unknown'), many('not_covered'), many('off'))}</output>
        )}
      </fieldset>
    </>
  );
}
