import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Select } from 'antd';
import { useCallback, useMemo } from 'react';
import { useKeys } from '../../app/keys';
import { AnswerTable } from '../../parts/AnswerTable';
import type { Column } from '../../parts/DataTable';
import { ListPage } from '../../parts/ListPage';
import { useBeside } from '../../parts/useBeside';
import { useLanguage } from '../../words';
import { casesWords } from '../../words/cases';
import { about, type CasePlace, casesQuery, keyOf } from './api';
import { Bars } from './Bars';
import style from './Cases.module.css';
import { CasesPanel } from './CasesPanel';
import { useAnswer } from './useAnswer';

const route = getRouteApi('/inside/cases');

/** Where are there more cases than usual, and where may this week bring most? */
export function CasesPage() {
  const { words, pick, language } = useLanguage();
  const says = casesWords[language];
  const { kind, place: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const beside = useBeside(chosen !== undefined);
  const choose = useCallback(
    (place?: string) => beside(place !== undefined, (how) => navigate({ search: { kind, place }, ...how })),
    [navigate, beside, kind],
  );
  useKeys(
    useMemo(
      () => (chosen ? [{ key: 'Escape', label: words.keys.close, run: () => choose() }] : []),
      [chosen, choose, words],
    ),
  );
  const cases = useQuery(casesQuery(kind));
  const answer = useAnswer(cases.data);
  const kinds = cases.data?.kinds ?? [];
  const nameOf = useMemo(() => new Map(kinds.map((each) => [each.kind, pick(each.name)])), [kinds, pick]);
  const columns = useMemo<Column<CasePlace>[]>(
    () => [
      {
        key: 'place',
        title: says.place,
        isMain: true,
        show: (row) => (
          <>
            <strong>{pick(row.area.name)}</strong> <span className={style.kind}>{nameOf.get(row.kind)}</span>
            {row.is_above && <span className={style.above}>{says.isAbove}</span>}
          </>
        ),
      },
      { key: 'soFar', title: says.soFar, isNumber: true, isBare: true, show: ({ so_far }) => so_far },
      {
        key: 'expected',
        title: says.expected,
        isNumber: true,
        isBare: true,
        show: ({ expected }) => (expected === null ? '—' : about(expected)),
      },
      { key: 'atMost', title: says.atMost, isNumber: true, isExtra: true, show: ({ at_most }) => at_most ?? '—' },
      {
        key: 'weeks',
        title: says.weeks,
        isExtra: true,
        show: ({ weeks, so_far, at_most }) => (
          <Bars weeks={weeks} soFar={so_far} atMost={at_most} label={says.bars([...weeks, so_far].join(' '))} />
        ),
      },
    ],
    [says, pick, nameOf],
  );
  const rows = cases.data?.places;
  const open = rows?.find((row) => keyOf(row) === chosen);
  return (
    <ListPage
      label={words.nav.cases}
      answer={answer}
      tools={
        kinds.length > 0 && (
          <Select
            className={style.choice}
            aria-label={says.kind}
            value={kind ?? ''}
            onChange={(value: string) => navigate({ search: { kind: value || undefined }, replace: true })}
            options={[
              { value: '', label: says.all },
              ...kinds.map((each) => ({ value: each.kind, label: pick(each.name) })),
            ]}
            popupMatchSelectWidth={false}
          />
        )
      }
      beside={
        open &&
        cases.data && (
          <CasesPanel
            place={open}
            kind={nameOf.get(open.kind) ?? open.kind}
            week={cases.data.week}
            advice={cases.data.advice}
            onClose={() => choose()}
          />
        )
      }
    >
      <AnswerTable
        asked={{ ...cases, data: rows }}
        what="cases"
        empty={says.empty}
        emptyNext={says.emptyNext}
        name="cases"
        columns={columns}
        idOf={keyOf}
        chosen={chosen}
        onOpen={(row) => choose(keyOf(row))}
        label={words.nav.cases}
      />
      {rows && rows.length > 0 && (
        <p className={style.hint}>
          {cases.data && cases.data.total > rows.length && says.first(rows.length, cases.data.total)} {says.hint}
        </p>
      )}
    </ListPage>
  );
}
