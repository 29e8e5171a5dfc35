import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Select, Upload } from 'antd';
import { useState } from 'react';
import { FormProblem } from '../../parts/FormProblem';
import { Bones } from '../../parts/Later';
import { useLanguage, useTexts } from '../../words';
import { placesWords } from '../../words/places';
import { setupWords } from '../../words/setup';
import { confirmImport, previewImport, SYSTEMS, type System, type Table, tablesQuery } from './api';
import { ImportPreview } from './ImportPreview';
import style from './Places.module.css';

/** A file is held against the registers first; it is written only when somebody who saw the result says so. */
export function ImportForm() {
  const { pick } = useLanguage();
  const placesSays = useTexts(placesWords);
  const setupSays = useTexts(setupWords);
  const tables = useQuery(tablesQuery).data;
  const queries = useQueryClient();
  const [kind, setKind] = useState('areas');
  const [system, setSystem] = useState<System>('WGS84');
  const [file, setFile] = useState<File | null>(null);
  const look = useMutation({ mutationFn: (chosen: File) => previewImport(kind, system, chosen) });
  const write = useMutation({
    mutationFn: ({ chosen, digest }: { chosen: File; digest: string }) => confirmImport(kind, system, digest, chosen),
    onSuccess: () => {
      look.reset();
      for (const queryKey of [['areas'], ['map'], ['devices']]) void queries.invalidateQueries({ queryKey });
    },
  });
  const begin = (chosen: File) => {
    setFile(chosen);
    write.reset();
    look.mutate(chosen);
  };
  // Another table or another system of coordinates makes it another import.
  const forget = () => {
    setFile(null);
    look.reset();
    write.reset();
  };
  const table = tables?.find((one) => one.kind === kind);
  if (!tables) return <Bones lines={6} />;
  return (
    <div className={style.sheet}>
      <Form layout="vertical" requiredMark={false}>
        <div className={style.pair}>
          <Form.Item label={placesSays.table} extra={placesSays.order}>
            <Select
              value={kind}
              onChange={(value) => {
                setKind(value);
                forget();
              }}
              options={tables.map((one) => ({ value: one.kind, label: pick(one.title) }))}
            />
          </Form.Item>
          <Form.Item label={setupSays.system} extra={setupSays.systemHint}>
            <Select
              value={system}
              onChange={(value) => {
                setSystem(value);
                forget();
              }}
              options={SYSTEMS.map((value) => ({ value, label: setupSays.systems[value] }))}
            />
          </Form.Item>
        </div>
        {table && <Columns table={table} />}
        <Upload
          accept=".csv,.json,.geojson,text/csv,application/json"
          showUploadList={false}
          beforeUpload={(chosen) => {
            begin(chosen);
            return false;
          }}
        >
          <Button size="large" type={look.data ? 'default' : 'primary'} loading={look.isPending}>
            {placesSays.file}
          </Button>
        </Upload>
      </Form>
      {file && <p className={style.quiet}>{placesSays.chosen(file.name, Math.ceil(file.size / 1024))}</p>}
      {look.isPending && <p role="status">{placesSays.reading}</p>}
      <FormProblem error={look.error ?? write.error} />
      {look.data && file && (
        <ImportPreview
          preview={look.data}
          table={table}
          isWriting={write.isPending}
          onConfirm={() => write.mutate({ chosen: file, digest: look.data.digest })}
        />
      )}
      {write.data && <p role="status">{placesSays.done(write.data.created, write.data.changed)}</p>}
    </div>
  );
}

function Columns({ table }: { table: Table }) {
  const { words, language } = useLanguage();
  const placesSays = useTexts(placesWords);
  const named = (isNeeded: boolean) =>
    table.columns
      .filter((column) => column.is_needed === isNeeded)
      .map(({ name, zh }) => (language === 'zh' ? zh : name))
      .join(words.marks.list);
  return (
    <p className={style.quiet}>
      {placesSays.columns(named(true), named(false))} {table.shape && placesSays.geojson}
    </p>
  );
}
