import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Modal, Popconfirm } from 'antd';
import { type ReactNode, useState } from 'react';
import { FormProblem } from '../../parts/FormProblem';
import { Facts, PanelHead, PanelSection, SidePanel } from '../../parts/SidePanel';
import { When } from '../../parts/When';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { useSession } from '../session/useSession';
import { AccountState } from './AccountsPage';
import { type AccountRow, disable, enable, end, type FirstPassword, reset } from './api';
import { FirstPasswordView } from './FirstPasswordView';
import { GrantForm } from './GrantForm';

/** One account: what it may do where, and its two ends: letting in and shutting out. */
export function AccountPanel({ account, onClose }: { account: AccountRow; onClose: () => void }) {
  const { words, pick } = useLanguage();
  const { accounts } = useTexts(registersWords);
  const { user } = useSession();
  const queries = useQueryClient();
  const [giving, setGiving] = useState(false);
  const reread = () => queries.invalidateQueries({ queryKey: ['accounts'] });
  const send = useMutation({ mutationFn: (step: () => Promise<AccountRow>) => step(), onSuccess: reread });
  const anew = useMutation<FirstPassword>({ mutationFn: () => reset(account.id), gcTime: 0, onSuccess: reread });
  const isOwn = user.id === account.id;
  return (
    <SidePanel
      label={accounts.panel}
      onClose={onClose}
      actions={
        isOwn ? (
          <p className="quiet">{accounts.own}</p>
        ) : (
          <>
            <Button size="large" type="primary" onClick={() => setGiving(true)}>
              {accounts.give}
            </Button>
            {account.is_active ? (
              <Sure
                title={accounts.disable}
                lead={accounts.disableLead}
                onSure={() => send.mutate(() => disable(account.id))}
              />
            ) : (
              <Button size="large" onClick={() => send.mutate(() => enable(account.id))}>
                {accounts.enable}
              </Button>
            )}
            <Sure title={accounts.reset} lead={accounts.resetLead} onSure={() => anew.mutate()} />
          </>
        )
      }
    >
      <PanelHead kicker={account.username} title={account.name}>
        <AccountState account={account} />
      </PanelHead>
      <PanelSection>
        <Facts
          rows={[
            [accounts.unit, account.unit],
            [accounts.factor, account.second_factor ? accounts.active : accounts.noFactor],
            [words.shell.passkeys, account.passkeys ? words.passkey.count(account.passkeys) : words.passkey.none],
            ...(account.alarmed_at
              ? [[words.passkey.alarm, <When key="alarm" at={account.alarmed_at} />] as [string, ReactNode]]
              : []),
          ]}
        />
      </PanelSection>
      <PanelSection title={accounts.grants}>
        {account.grants.length === 0 && <p className="quiet">{accounts.none}</p>}
        <Facts
          rows={account.grants.map((grant) => [
            pick(grant.title),
            <span key={grant.id} className={grant.in_force ? undefined : 'quiet'}>
              {grant.area ? pick(grant.area.name) : accounts.whole} ·{' '}
              {grant.in_force ? grant.valid_to ? <When at={grant.valid_to} /> : accounts.open : accounts.past}
              {grant.in_force && !isOwn && (
                <Button type="link" size="small" onClick={() => send.mutate(() => end(account.id, grant.id))}>
                  {accounts.end}
                </Button>
              )}
            </span>,
          ])}
        />
        <FormProblem error={send.error ?? anew.error} />
      </PanelSection>
      {giving && <GrantForm account={account.id} onClose={() => setGiving(false)} />}
      {anew.data && (
        <Modal open title={accounts.password} footer={null} closable={false}>
          <FirstPasswordView given={anew.data} onDone={() => anew.reset()} />
        </Modal>
      )}
    </SidePanel>
  );
}

/** Said before it is done: what will happen. */
function Sure({ title, lead, onSure }: { title: string; lead: string; onSure: () => void }) {
  const { words } = useLanguage();
  return (
    <Popconfirm title={title} description={lead} okText={title} cancelText={words.alert.cancel} onConfirm={onSure}>
      <Button size="large">{title}</Button>
    </Popconfirm>
  );
}
