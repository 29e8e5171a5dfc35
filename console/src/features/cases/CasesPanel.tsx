import { Link } from '@tanstack/react-router';
import { SITE_ZONE } from '../../parts/clock';
import { Facts, PanelHead, PanelSection, SidePanel } from '../../parts/SidePanel';
import { type BothLanguages, useLanguage } from '../../words';
import { casesWords } from '../../words/cases';
import { about, type CasePlace, mondaysBefore } from './api';
import { Bars } from './Bars';
import style from './Cases.module.css';

interface Props {
  place: CasePlace;
  /** Its name. */
  kind: string;
  /** The Monday of the week under way. */
  week: string;
  advice: BothLanguages[];
  onClose: () => void;
}

/** One kind of case in one grid: what to expect, what was week by week, and what can be done. */
export function CasesPanel({ place, kind, week, advice, onClose }: Props) {
  const { words, pick, language } = useLanguage();
  const says = casesWords[language];
  const { weeks, so_far, expected, at_most } = place;
  const day = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    month: 'short',
    day: 'numeric',
    timeZone: SITE_ZONE,
  });
  const mondays = mondaysBefore(week, weeks.length);
  return (
    <SidePanel
      label={says.panel}
      onClose={onClose}
      actions={
        <>
          <Link to="/" search={{ area: place.area.id }}>
            {says.toMap}
          </Link>
          {place.alert !== null && (
            <Link to="/alerts/$id" params={{ id: String(place.alert) }}>
              {says.toAlert}
            </Link>
          )}
        </>
      }
    >
      <PanelHead
        kicker={[...new Set([pick(place.area.name), pick(place.zone.name)])].join(' · ')}
        title={`${kind}${words.marks.colon}${so_far}`}
      >
        <p className="quiet">{says.thisWeek}</p>
        <p>{expected === null || at_most === null ? says.notYet : says.sentence(about(expected), at_most)}</p>
      </PanelHead>
      <PanelSection>
        <Facts
          rows={[
            [says.soFar, String(so_far)],
            [says.expected, expected === null ? '' : about(expected)],
            [says.atMost, at_most === null ? '' : String(at_most)],
          ]}
        />
      </PanelSection>
      <PanelSection title={says.byWeek}>
        <Bars weeks={weeks} soFar={so_far} atMost={at_most} label={says.bars([...weeks, so_far].join(' '))} isWide />
        <table className={style.weeks}>
          <thead>
            <tr>
              <th>{says.week}</th>
              <th className="number">{says.count}</th>
            </tr>
          </thead>
          <tbody>
            {weeks.map((count, nth) => (
              <tr key={mondays[nth]}>
                <td>{day.format(mondays[nth])}</td>
                <td className="number">{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </PanelSection>
      {advice.length > 0 && (
        <PanelSection title={says.advice}>
          <ul>
            {advice.map((step) => (
              <li key={step.zh}>{pick(step)}</li>
            ))}
          </ul>
          <p className="quiet">{says.hint}</p>
        </PanelSection>
      )}
    </SidePanel>
  );
}
