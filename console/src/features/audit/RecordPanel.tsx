import { Facts, PanelHead, PanelSection, SidePanel } from '../../parts/SidePanel';
import { exactly } from '../../parts/time';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import type { AuditRow } from './api';
import { Outcome } from './Outcome';

/** One record with everything that the log keeps of it. */
export function RecordPanel({ row, onClose }: { row: AuditRow; onClose: () => void }) {
  const { words, pick, language } = useLanguage();
  const { audit: says } = useTexts(registersWords);
  return (
    <SidePanel label={says.record(row.position)} onClose={onClose}>
      <PanelHead kicker={says.record(row.position)} title={pick(row.did)}>
        <p>
          <Outcome row={row} />
        </p>
      </PanelHead>
      <PanelSection>
        <Facts
          rows={[
            [says.who, row.who ? `${row.who.name} (${row.who.username})` : says.stranger],
            [says.roles, row.acted_as.map(pick).join(words.marks.list)],
            [says.at, exactly(row.at, language)],
            [says.purpose, pick(row.why)],
            [says.workItem, row.work_item],
            [says.subjects, row.subjects.join(words.marks.list)],
            [says.persons, row.persons || ''],
            [says.fields, row.fields.join(words.marks.list)],
            [says.reason, row.reason],
          ]}
        />
      </PanelSection>
      <PanelSection>
        <Facts
          rows={[
            [says.route, <code key="route">{row.operation}</code>],
            [says.status, row.status],
            [says.device, row.device],
            [says.request, row.request],
          ]}
        />
      </PanelSection>
    </SidePanel>
  );
}
