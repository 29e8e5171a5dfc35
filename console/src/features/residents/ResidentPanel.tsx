import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Popconfirm, Select } from 'antd';
import { useState } from 'react';
import { FormProblem } from '../../parts/FormProblem';
import { Facts, PanelHead, PanelSection, SidePanel } from '../../parts/SidePanel';
import { When } from '../../parts/When';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { useSession } from '../session/useSession';
import {
  addContact,
  type ConsentGiven,
  type ContactGiven,
  giveConsent,
  type ResidentRow,
  withdrawConsent,
} from './api';

const PURPOSES = ['household_register', 'elder_care'] as const;

/** One resident, masked: whom they want called, and what they agreed to. */
export function ResidentPanel({ resident, onClose }: { resident: ResidentRow; onClose: () => void }) {
  const { words, pick } = useLanguage();
  const says = useTexts(registersWords);
  const { permissions } = useSession();
  const queries = useQueryClient();
  const [open, setOpen] = useState<'contact' | 'consent'>();
  const send = useMutation({
    mutationFn: (step: () => Promise<ResidentRow>) => step(),
    gcTime: 0,
    onSuccess: () => {
      setOpen(undefined);
      return queries.invalidateQueries({ queryKey: ['residents'] });
    },
  });
  const { area, building, door, contacts, consents } = resident;
  const given = new Set(consents.filter(({ withdrawn_at }) => !withdrawn_at).map(({ purpose }) => purpose));
  const mayChange = permissions.includes('residents.manage');
  return (
    <SidePanel
      label={says.residents.panel}
      onClose={onClose}
      actions={
        mayChange &&
        !open && (
          <>
            <Button size="large" onClick={() => setOpen('contact')}>
              {says.residents.addContact}
            </Button>
            {PURPOSES.some((purpose) => !given.has(purpose)) && (
              <Button size="large" onClick={() => setOpen('consent')}>
                {says.residents.give}
              </Button>
            )}
          </>
        )
      }
    >
      <PanelHead
        kicker={[area && pick(area.name), building && pick(building.name), door].filter(Boolean).join(' · ')}
        title={resident.name}
      >
        {resident.is_minor && <p className="quiet">{says.residents.minor}</p>}
      </PanelHead>
      <PanelSection>
        <Facts
          rows={[
            [says.residents.phone, resident.phone],
            [says.residents.idNumber, resident.id_number],
          ]}
        />
      </PanelSection>
      <PanelSection title={says.residents.contacts}>
        {contacts.length === 0 && <p className="quiet">{says.residents.noContacts}</p>}
        <Facts rows={contacts.map(({ relation, name, phone }) => [pick(relation), `${name} ${phone}`] as const)} />
      </PanelSection>
      <PanelSection title={says.residents.consents}>
        <Facts
          rows={consents.map((consent) => [
            pick(consent.title),
            <span key={consent.purpose}>
              {consent.document} · <When at={consent.given_at} />{' '}
              {consent.withdrawn_at ? (
                <span className="quiet">
                  · {says.residents.withdrawnAt} <When at={consent.withdrawn_at} />
                </span>
              ) : (
                mayChange && (
                  <Popconfirm
                    title={says.residents.withdraw}
                    description={says.residents.withdrawLead}
                    okText={says.residents.withdraw}
                    cancelText={words.alert.cancel}
                    onConfirm={() => send.mutate(() => withdrawConsent(resident.id, consent.purpose))}
                  >
                    <Button type="link" size="small">
                      {says.residents.withdraw}
                    </Button>
                  </Popconfirm>
                )
              )}
            </span>,
          ])}
        />
      </PanelSection>
      <PanelSection>
        {open === 'contact' && (
          <ContactForm
            isSending={send.isPending}
            onSend={(contact) => send.mutate(() => addContact(resident.id, contact))}
            onCancel={() => setOpen(undefined)}
          />
        )}
        {open === 'consent' && (
          <ConsentForm
            purposes={PURPOSES.filter((purpose) => !given.has(purpose))}
            isSending={send.isPending}
            onSend={(consent) => send.mutate(() => giveConsent(resident.id, consent))}
            onCancel={() => setOpen(undefined)}
          />
        )}
        <FormProblem error={send.error} />
      </PanelSection>
    </SidePanel>
  );
}

interface FormProps<Given> {
  isSending: boolean;
  onSend: (given: Given) => void;
  onCancel: () => void;
}

function ContactForm({ isSending, onSend, onCancel }: FormProps<ContactGiven>) {
  const { words } = useLanguage();
  const says = useTexts(registersWords);
  const needed = [{ required: true, message: words.alert.needed }];
  return (
    <Form<ContactGiven> layout="vertical" requiredMark={false} autoComplete="off" onFinish={onSend}>
      <Form.Item name="name" label={says.residents.name} rules={needed}>
        <Input autoFocus maxLength={40} />
      </Form.Item>
      <Form.Item name="phone" label={says.residents.phone} rules={needed}>
        <Input maxLength={20} inputMode="tel" />
      </Form.Item>
      <Form.Item name="relation" label={says.residents.relation} rules={needed}>
        <Select options={Object.entries(says.residents.relations).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={isSending}>
        {says.residents.addContact}
      </Button>{' '}
      <Button onClick={onCancel}>{words.alert.cancel}</Button>
    </Form>
  );
}

interface ConsentProps extends FormProps<ConsentGiven> {
  purposes: (typeof PURPOSES)[number][];
}

function ConsentForm({ purposes, isSending, onSend, onCancel }: ConsentProps) {
  const { words } = useLanguage();
  const says = useTexts(registersWords);
  const needed = [{ required: true, message: words.alert.needed }];
  return (
    <Form<ConsentGiven>
      layout="vertical"
      requiredMark={false}
      initialValues={{ purpose: purposes[0], notice: '' }}
      onFinish={onSend}
    >
      <Form.Item name="purpose" label={says.audit.purpose} rules={needed}>
        <Select options={purposes.map((value) => ({ value, label: says.residents.purposes[value] }))} />
      </Form.Item>
      <Form.Item name="document" label={says.residents.consentDocument} rules={needed}>
        <Input autoFocus maxLength={60} />
      </Form.Item>
      <Form.Item name="notice" label={says.residents.consentNotice} extra={says.residents.consentNoticeHint}>
        <Input maxLength={60} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={isSending}>
        {says.residents.give}
      </Button>{' '}
      <Button onClick={onCancel}>{words.alert.cancel}</Button>
    </Form>
  );
}
