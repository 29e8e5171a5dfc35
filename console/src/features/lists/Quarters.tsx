import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { AnswerTable } from '../../parts/AnswerTable';
import type { Column } from '../../parts/DataTable';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { type QuarterRow, quartersQuery } from './figures';

/** The published quarters of every list, the newest first. */
export function Quarters() {
  const { words, pick } = useLanguage();
  const { listFigures: say } = words;
  const { lists } = useTexts(registersWords);
  const quarters = useQuery(quartersQuery);
  const columns = useMemo<Column<QuarterRow>[]>(() => {
    const state = (name: string) =>
      name === 'destroyed' ? say.destroyed : (lists.states[name as keyof typeof lists.states] ?? name);
    return [
      { key: 'quarter', title: say.quarter, show: ({ quarter }) => quarter },
      { key: 'list', title: say.list, isMain: true, show: ({ title }) => pick(title) },
      { key: 'entries', title: say.entries, isNumber: true, show: ({ entries }) => entries ?? say.few },
      { key: 'hits', title: say.hits, isNumber: true, show: ({ hits }) => hits ?? say.few },
      { key: 'confirmed', title: say.confirmed, isNumber: true, show: ({ confirmed }) => confirmed ?? say.few },
      { key: 'false', title: say.wrong, isNumber: true, show: (row) => row.false ?? say.few },
      {
        key: 'precision',
        title: say.precision,
        isNumber: true,
        show: ({ precision }) => (precision === null ? '—' : `${Math.round(precision * 100)} %`),
      },
      {
        key: 'reject',
        title: say.reject,
        isNumber: true,
        isExtra: true,
        show: ({ reject_s }) => (reject_s === null ? '—' : say.minutes(Math.round(reject_s / 60))),
      },
      {
        key: 'outcomes',
        title: say.outcomes,
        isExtra: true,
        show: ({ outcomes }) =>
          Object.entries(outcomes)
            .map(([name, count]) => `${state(name)} ${count}`)
            .join(words.marks.list) || '—',
      },
    ];
  }, [say, lists, pick, words]);
  return (
    <AnswerTable
      asked={quarters}
      what="lists"
      empty={say.empty}
      emptyNext={say.emptyNext}
      name="quarters"
      columns={columns}
      idOf={({ kind, quarter }) => `${quarter}/${kind}`}
      label={say.title}
    />
  );
}
