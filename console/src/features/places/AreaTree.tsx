import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Schemas } from '../../api/client';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { useLanguage } from '../../words';
import { areasQuery } from '../devices/api';
import style from './Places.module.css';

type Area = Schemas['AreaRow'];
/** More rows than one reads; a word narrows them. */
const SHOWN = 400;

/** The tree of areas, parents before children; a search shows what fits. */
export function AreaTree({ wanted }: { wanted: string }) {
  const { words, pick } = useLanguage();
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
        title: words.places.name,
        isMain: true,
        show: ({ name, depth }) => (
          <span className={style.node} style={{ paddingInlineStart: wanted ? 0 : (depth - 1) * 20 }}>
            {pick(name)}
          </span>
        ),
      },
      { key: 'kind', title: words.places.kind, show: ({ kind }) => words.places.kinds[kind as 'city'] ?? kind },
      { key: 'code', title: words.places.code, isExtra: true, show: ({ code }) => code },
      {
        key: 'edition',
        title: words.places.edition,
        isExtra: true,
        show: ({ edition }) => words.places.editions[edition as 'plus'] ?? edition,
      },
    ],
    [words, pick, wanted],
  );
  if (found.isError && !found.data) return <Problem error={found.error} what="places" retry={() => found.refetch()} />;
  if (found.isPending) return <Bones lines={10} />;
  if (rows.length === 0) {
    return (
      <div className="empty">
        <strong>{words.places.empty}</strong>
        <p>{words.places.emptyNext}</p>
      </div>
    );
  }
  return <DataTable name="areas" columns={columns} rows={rows} idOf={({ id }) => id} label={words.nav.places} />;
}
