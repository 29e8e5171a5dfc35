import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { FormProblem } from '../../parts/FormProblem';
import { useLanguage } from '../../words';
import { useSession } from '../session/useSession';
import type { ListRow } from './api';
import { endPause } from './figures';

/** Lists that stopped by themselves; the auditor says what the review found, and they go on. */
export function Paused({ types }: { types: ListRow[] }) {
  const { words, pick } = useLanguage();
  const { permissions } = useSession();
  const [kind, setKind] = useState<string>();
  return (
    <>
      {types
        .filter(({ paused }) => paused)
        .map(({ code, title }) => (
          <div key={code} className="notice" role="status">
            <p>{words.listFigures.paused(pick(title))}</p>
            {permissions.includes('lists.suspend') && (
              <Button onClick={() => setKind(code)}>{words.listFigures.review}</Button>
            )}
          </div>
        ))}
      {kind && <ReviewForm kind={kind} onClose={() => setKind(undefined)} />}
    </>
  );
}

function ReviewForm({ kind, onClose }: { kind: string; onClose: () => void }) {
  const { listFigures: say, alert } = useLanguage().words;
  const queries = useQueryClient();
  const [form] = Form.useForm<{ finding: string }>();
  const send = useMutation({
    mutationFn: ({ finding }: { finding: string }) => endPause(kind, finding),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['lists'] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={say.review}
      okText={say.review}
      cancelText={alert.cancel}
      confirmLoading={send.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p>{say.findingLead}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(given) => send.mutate(given)}>
        <Form.Item name="finding" label={say.finding} rules={[{ required: true, message: alert.needed }]}>
          <Input.TextArea autoFocus autoSize={{ minRows: 2 }} maxLength={200} />
        </Form.Item>
        <FormProblem error={send.error} />
      </Form>
    </Modal>
  );
}
