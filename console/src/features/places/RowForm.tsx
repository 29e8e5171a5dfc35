import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Popconfirm, Select } from 'antd';
import { useMemo } from 'react';
import { ApiProblem } from '../../api/client';
import { useKeys } from '../../app/keys';
import { FormProblem } from '../../parts/FormProblem';
import { PanelHead, PanelSection, SidePanel } from '../../parts/SidePanel';
import { useLanguage, useTexts } from '../../words';
import { columnsInEnglish, placesWords } from '../../words/places';
import { type RegisterRow, retireRow, saveRow, type Table, tablesQuery } from './api';

interface Props {
  table: Table;
  row: RegisterRow | undefined;
  onClose: () => void;
  onSaved: (row: RegisterRow) => void;
}

type Values = Record<string, string>;

/** One row of a register: added, changed, switched off or removed. The columns are those of its import. */
export function RowForm({ table, row, onClose, onSaved }: Props) {
  const { words, pick, language } = useLanguage();
  const says = useTexts(placesWords);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const tables = useQuery(tablesQuery).data;
  const changed = () => {
    for (const queryKey of [['registers'], ['areas'], ['map'], ['devices']])
      void queries.invalidateQueries({ queryKey });
  };
  const save = useMutation({
    mutationFn: (values: Values) => saveRow(table.kind, values, row === undefined),
    onSuccess: (saved) => {
      changed();
      onSaved(saved);
    },
    onError: (error) => {
      const faults = error instanceof ApiProblem ? error.fields : [];
      form.setFields(
        faults.map(({ at, zh, en }) => ({ name: at, errors: [(language === 'zh' ? zh : en) ?? en ?? ''] })),
      );
    },
  });
  const retire = useMutation({
    mutationFn: () => retireRow(table.kind, row?.code ?? ''),
    onSuccess: () => {
      changed();
      onClose();
    },
  });
  useKeys(useMemo(() => [{ key: 'Escape', label: words.keys.close, run: onClose }], [onClose, words]));
  const isDevice = table.kind === 'devices';
  const named = (name: string) => {
    const found = tables?.find(({ kind }) => kind === name);
    return found ? pick(found.title) : name;
  };
  return (
    <SidePanel
      label={row ? pick(row.name) : says.adding(pick(table.title))}
      onClose={onClose}
      actions={
        <>
          <Button type="primary" size="large" loading={save.isPending} onClick={form.submit}>
            {says.save}
          </Button>
          {row && !row.is_retired && (
            <Popconfirm
              title={isDevice ? says.retireLead : says.removeLead}
              okText={isDevice ? says.retire : says.remove}
              cancelText={words.alert.cancel}
              onConfirm={() => retire.mutate()}
            >
              <Button size="large" danger loading={retire.isPending}>
                {isDevice ? says.retire : says.remove}
              </Button>
            </Popconfirm>
          )}
        </>
      }
    >
      <PanelHead kicker={pick(table.title)} title={row ? pick(row.name) : says.adding(pick(table.title))} />
      <PanelSection>
        <Form<Values>
          form={form}
          layout="vertical"
          requiredMark={false}
          autoComplete="off"
          initialValues={row?.values}
          onFinish={(values) =>
            // What is left empty in a new row is not said at all, so that its default holds; of a row that stands an
            // emptied field is a change.
            save.mutate(
              Object.fromEntries(
                Object.entries(values)
                  .map(([name, text]) => [name, text ?? ''] as const)
                  .filter(([, text]) => row || text),
              ),
            )
          }
        >
          {table.columns.map(({ name, zh, is_needed, choices, refers_to }) => (
            <Form.Item
              key={name}
              name={name}
              label={language === 'zh' ? zh : (columnsInEnglish[name] ?? name)}
              rules={is_needed ? [{ required: true, message: words.alert.needed }] : []}
              extra={
                refers_to
                  ? (is_needed ? says.refersToNeeded : says.refersTo)(named(refers_to))
                  : table.shape === name
                    ? says.shapeHint
                    : undefined
              }
            >
              {choices.length > 0 ? (
                <Select
                  allowClear={!is_needed}
                  options={choices.map((value) => ({
                    value,
                    label: says.kinds[value as 'city'] ?? says.editions[value as 'plus'] ?? value,
                  }))}
                />
              ) : table.shape === name ? (
                <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} />
              ) : (
                <Input disabled={row !== undefined && name === 'code'} />
              )}
            </Form.Item>
          ))}
        </Form>
        <FormProblem error={save.error ?? retire.error} />
        {save.isSuccess && <p role="status">{says.saved}</p>}
      </PanelSection>
    </SidePanel>
  );
}
