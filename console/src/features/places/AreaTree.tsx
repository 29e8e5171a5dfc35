import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Schemas } from '../../api/client';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { useLanguage, useTexts } from '../../words';
import { placesWords } from '../../words/places';
import { areasQuery } from '../devices/api';
import style from './Places.module.css';

type Area = Schemas['AreaRow'];
/** More rows than one reads; a word narrows them. */
const SHOWN = 400;

/** The tree of areas, parents before children; a search shows what fits. */
export function AreaTree({ wanted }: { wanted: string }) {
  const { words, pick } = useLanguage();
  const says = useTexts(placesWords);
  const found = useQuery(areasQuery);
  const rows = useMemo(() => {
    const word = wanted.toLowerCase();
    const fits = ({ code, name }: Area) => `${code} ${name.zh} ${name.en}`.toLowerCase().includes(word);
    return (found.data ?? []).filter(fits).slice(0, SHOWN);
  }, [found.data, wanted]);
  const columns = useMemo<Column<Area>[]>(
    () => [
      {
        key: 'name',
        title: says.name,
        isMain: true,
        show: ({ name, depth }) => (
          <span className={style.node} style={{ paddingInlineStart: wanted ? 0 : `calc(${depth - 1} * var(--step))` }}>
            {pick(name)}
          </span>
        ),
      },
      { key: 'kind', title: says.kind, show: ({ kind }) => says.kinds[kind as 'city'] ?? kind },
      { key: 'code', title: says.code, isExtra: true, show: ({ code }) => code },
      {
        key: 'edition',
        title: says.edition,
        isExtra: true,
        show: ({ edition }) => says.editions[edition as 'plus'] ?? edition,
      },
    ],
    [pick, wanted, says],
  );
  if (found.isError && !found.data) return <Problem error={found.error} what="places" retry={() => found.refetch()} />;
  if (found.isPending) return <Bones lines={10} />;
  if (rows.length === 0) {
    return (
      <div className="empty">
        <strong>{says.empty}</strong>
        <p>{says.emptyNext}</p>
      </div>
    );
  }
  return <DataTable name="areas" columns={columns} rows={rows} idOf={({ id }) => id} label={words.nav.places} />;
}
