import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { FormProblem } from '../../parts/FormProblem';
import { Facts, PanelHead, PanelSection, SidePanel } from '../../parts/SidePanel';
import { endOfDay } from '../../parts/time';
import { When } from '../../parts/When';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { type Change, change, type EntryRow } from './api';
import { EntryState } from './EntryState';

const ASKS = new Set(['refuse', 'renew', 'withdraw', 'suspend', 'consent']);
const APPROVERS = 2;

/** One entry: on what basis, for how long, who said yes, and what I may do with it. */
export function EntryPanel({ entry, onClose }: { entry: EntryRow; onClose: () => void }) {
  const { words, pick } = useLanguage();
  const { lists } = useTexts(registersWords);
  const queries = useQueryClient();
  const [open, setOpen] = useState<string>();
  const send = useMutation({
    mutationFn: (given: Change) => change(entry.id, given),
    onSuccess: () => {
      setOpen(undefined);
      return queries.invalidateQueries({ queryKey: ['lists'] });
    },
  });
  const take = (action: string) => {
    send.reset();
    if (ASKS.has(action)) setOpen(action);
    else send.mutate({ action });
  };
  const named = (action: string) => lists.actions[action as keyof typeof lists.actions] ?? action;
  const missing = APPROVERS - entry.approvals.length;
  return (
    <SidePanel
      label={lists.panel}
      onClose={onClose}
      actions={
        !open &&
        entry.actions.length > 0 &&
        entry.actions.map((action, place) => (
          <Button
            key={action}
            size="large"
            type={place === 0 && action === 'approve' ? 'primary' : 'default'}
            loading={send.isPending && place === 0}
            onClick={() => take(action)}
          >
            {named(action)}
          </Button>
        ))
      }
    >
      <PanelHead
        kicker={`${pick(entry.title)} · #${entry.id}`}
        title={entry.subject ?? <span className="quiet">{lists.subjectWithheld}</span>}
      >
        <p>
          <EntryState entry={entry} />
          {entry.suspended_because && (
            <span className="quiet"> · {lists.because[entry.suspended_because as 'auditor']}</span>
          )}
        </p>
      </PanelHead>
      {entry.waits && (
        <PanelSection title={lists.approvals}>
          <p>{entry.approvals.length > 0 ? entry.approvals.join(words.marks.list) : lists.noApproval}</p>
          <p className="quiet">{lists.approvalsMissing(missing)}</p>
        </PanelSection>
      )}
      <PanelSection title={lists.basis}>
        <Facts
          rows={[
            [lists.criterion, pick(entry.criterion)],
            [lists.legalBasis, entry.legal_basis],
            [lists.issuer, entry.issuing_body],
            [lists.document, entry.document_number],
            [lists.area, entry.area && pick(entry.area.name)],
            ...(entry.until_at ? [[lists.until, <When key="until" at={entry.until_at} />] as const] : []),
            ...(entry.waits ? [[lists.askedUntil, <When key="until" at={entry.asked_until} />] as const] : []),
            [lists.requester, entry.requester?.name],
            [lists.owner, entry.owner],
            [lists.hits, `${entry.confirmed} / ${entry.false}`],
          ]}
        />
      </PanelSection>
      <PanelSection>
        {open ? (
          <ChangeForm
            action={open}
            name={named(open)}
            isSending={send.isPending}
            error={send.error}
            onSend={(given) => send.mutate({ action: open, ...given })}
            onCancel={() => setOpen(undefined)}
          />
        ) : (
          <FormProblem error={send.error} />
        )}
      </PanelSection>
    </SidePanel>
  );
}

interface FormProps {
  action: string;
  name: string;
  isSending: boolean;
  error: unknown;
  onSend: (given: Omit<Change, 'action'>) => void;
  onCancel: () => void;
}

/** What a change needs to know, and what it will do. */
function ChangeForm({ action, name, isSending, error, onSend, onCancel }: FormProps) {
  const { words } = useLanguage();
  const says = useTexts(registersWords);
  const needed = [{ required: true, message: words.alert.needed }];
  return (
    <Form<{ reason?: string; document_number?: string; until?: string }>
      layout="vertical"
      requiredMark={false}
      onFinish={({ until, ...given }) => onSend({ ...given, until: until && endOfDay(until) })}
    >
      {action in says.lists.consequences && (
        <p>{says.lists.consequences[action as keyof typeof says.lists.consequences]}</p>
      )}
      {action === 'refuse' && (
        <Form.Item name="reason" label={words.alert.reason} rules={needed}>
          <Input.TextArea autoFocus autoSize={{ minRows: 2 }} maxLength={200} />
        </Form.Item>
      )}
      {action === 'consent' && (
        <>
          <p>{words.listFigures.consentLead}</p>
          <Form.Item name="document_number" label={words.listFigures.consentDocument} rules={needed}>
            <Input autoFocus maxLength={80} />
          </Form.Item>
        </>
      )}
      {action === 'renew' && (
        <>
          <Form.Item name="document_number" label={says.lists.document} rules={needed}>
            <Input autoFocus maxLength={80} />
          </Form.Item>
          <Form.Item name="until" label={says.lists.until} rules={needed}>
            <Input type="date" />
          </Form.Item>
        </>
      )}
      <FormProblem error={error} />
      <Button type="primary" danger={action === 'withdraw'} htmlType="submit" loading={isSending}>
        {name}
      </Button>{' '}
      <Button onClick={onCancel}>{words.alert.cancel}</Button>
    </Form>
  );
}
