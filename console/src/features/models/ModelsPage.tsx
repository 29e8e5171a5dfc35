import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useKeys } from '../../app/keys';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { ListPage } from '../../parts/ListPage';
import { Problem } from '../../parts/Problem';
import { useBeside } from '../../parts/useBeside';
import { useLanguage, useWords } from '../../words';
import { type Model, modelsQuery } from './api';
import { CoverageState } from './CoverageState';
import { ModelPanel } from './ModelPanel';
import { type ModelRecord, trustOf } from './record';

const route = getRouteApi('/inside/models');

/** What does each model ask, may I trust it here, and by which limits does it judge? */
export function ModelsPage() {
  const { words, pick } = useLanguage();
  const { model: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const beside = useBeside(chosen !== undefined);
  const choose = useCallback(
    (model: string | undefined) => beside(model !== undefined, (how) => navigate({ search: { model }, ...how })),
    [navigate, beside],
  );
  useKeys(
    useMemo(
      () => (chosen ? [{ key: 'Escape', label: words.keys.close, run: () => choose(undefined) }] : []),
      [chosen, choose, words],
    ),
  );
  const models = useQuery(modelsQuery);
  const columns = useMemo<Column<Model>[]>(
    () => [
      { key: 'number', title: words.models.number, isExtra: true, isNumber: true, show: ({ number }) => number },
      { key: 'title', title: words.models.title, show: ({ title }) => <strong>{pick(title)}</strong> },
      { key: 'question', title: words.models.question, isMain: true, show: ({ question }) => pick(question) },
      {
        key: 'record',
        title: words.models.record,
        show: ({ record }) => (record ? <Trusted record={record} /> : <NotYours />),
      },
      { key: 'coverage', title: words.models.coverage, show: (model) => <CoverageState model={model} /> },
      { key: 'runs', title: words.models.runs, show: (model) => words.models[runsAs(model)] },
    ],
    [words, pick],
  );
  const open = models.data?.find(({ name }) => name === chosen);
  const covered = models.data?.filter((model) => model.covered).length ?? 0;
  return (
    <ListPage
      label={words.nav.models}
      answer={models.data?.length ? words.models.answer(models.data.length, covered) : words.nav.models}
      beside={open && <ModelPanel model={open} onClose={() => choose(undefined)} />}
    >
      {models.isError && !models.data && <Problem error={models.error} what="models" retry={() => models.refetch()} />}
      {models.isPending && <Bones lines={10} />}
      {models.data?.length === 0 && (
        <div className="empty">
          <strong>{words.models.empty}</strong>
          <p>{words.models.emptyNext}</p>
        </div>
      )}
      {models.data && models.data.length > 0 && (
        <DataTable
          name="models"
          columns={columns}
          rows={models.data}
          idOf={({ name }) => name}
          chosen={chosen}
          onOpen={({ name }) => choose(name)}
          label={words.nav.models}
        />
      )}
    </ListPage>
  );
}

/** Whose alerts one is not shown, of that one is not told how they ended. */
function NotYours() {
  const { models: words } = useWords();
  return (
    <span className="quiet" title={words.recordHidden}>
      {words.notYours}
    </span>
  );
}

/** In a word whether its alerts were found true, and of how many. */
function Trusted({ record }: { record: ModelRecord }) {
  const { models: words } = useWords();
  const told = record.true + record.false;
  return (
    <>
      {words.trust[trustOf(record)]}
      {told > 0 && <span className="quiet"> {words.ofThem(record.true, told)}</span>}
    </>
  );
}

const runsAs = ({ enabled, shadow }: Model): 'live' | 'shadow' | 'off' =>
  !enabled ? 'off' : shadow ? 'shadow' : 'live';
