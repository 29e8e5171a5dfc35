import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { FormProblem } from '../../parts/FormProblem';
import { Facts, PanelHead, PanelSection, SidePanel } from '../../parts/SidePanel';
import { When } from '../../parts/When';
import { useLanguage } from '../../words';
import { useSession } from '../session/useSession';
import { closeOrder, type OrderRow } from './figures';
import style from './Lists.module.css';

/** One health order: what it covers until when, its end, and the certificate of what was destroyed. */
export function OrderPanel({ order, onClose }: { order: OrderRow; onClose: () => void }) {
  const { words, pick } = useLanguage();
  const { orders: say } = words;
  const { permissions } = useSession();
  const queries = useQueryClient();
  const [isCopied, setCopied] = useState(false);
  const end = useMutation({
    mutationFn: () => closeOrder(order.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['lists'] }),
  });
  const copy = async () => {
    await navigator.clipboard.writeText(order.certificate);
    setCopied(true);
  };
  return (
    <SidePanel
      label={words.listFigures.tabs.orders}
      onClose={onClose}
      actions={
        !order.closed_at &&
        permissions.includes('lists.propose') && (
          <Popconfirm
            title={say.close}
            description={say.closeSure}
            okText={say.close}
            cancelText={words.alert.cancel}
            onConfirm={() => end.mutate()}
          >
            <Button size="large" danger loading={end.isPending}>
              {say.close}
            </Button>
          </Popconfirm>
        )
      }
    >
      <PanelHead kicker={order.area ? pick(order.area.name) : ''} title={order.number}>
        <p>{order.closed_at ? say.closed : say.open}</p>
      </PanelHead>
      <PanelSection>
        <Facts
          rows={[
            [say.issuer, order.issued_by],
            [say.from, <When key="from" at={order.from_at} />],
            [say.until, <When key="until" at={order.closed_at ?? order.until_at} />],
          ]}
        />
        <FormProblem error={end.error} />
      </PanelSection>
      {order.certificate && (
        <PanelSection title={say.certificate}>
          <p>{say.destroyed(order.destroyed ?? 0)}</p>
          <pre className={style.certificate}>{order.certificate}</pre>
          <Button onClick={copy}>{isCopied ? say.copied : say.copy}</Button>
        </PanelSection>
      )}
    </SidePanel>
  );
}
