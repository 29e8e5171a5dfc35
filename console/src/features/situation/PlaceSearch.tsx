import { useQuery } from '@tanstack/react-query';
import { AutoComplete } from 'antd';
import { useMemo, useRef, useState } from 'react';
import type { Schemas } from '../../api/client';
import { useKeys } from '../../app/keys';
import { useLanguage } from '../../words';
import { findQuery } from './api';
import style from './SituationPage.module.css';

export type Found = Schemas['Found'];

/** Finds a compound, a house or a door by its name or its pinyin; choosing one flies there. `/` comes here. */
export function PlaceSearch({ onFound }: { onFound: (found: Found) => void }) {
  const { words, pick } = useLanguage();
  const [text, setText] = useState('');
  const input = useRef<React.ComponentRef<typeof AutoComplete>>(null);
  const { data, isFetching } = useQuery(findQuery(text));
  useKeys(useMemo(() => [{ key: '/', label: words.keys.search, run: () => input.current?.focus() }], [words]));
  const found = text.trim() ? (data ?? []) : [];
  return (
    <AutoComplete
      ref={input}
      className={style.search}
      value={text}
      onSearch={setText}
      onSelect={(key: string) => {
        const chosen = found.find((place) => keyOf(place) === key);
        if (!chosen) return;
        setText(pick(chosen.name));
        input.current?.blur();
        onFound(chosen);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') input.current?.blur();
      }}
      allowClear
      defaultActiveFirstOption
      aria-label={words.map.search}
      placeholder={words.map.search}
      notFoundContent={text.trim() && !isFetching ? words.map.notFound : null}
      options={found.map((place) => ({
        value: keyOf(place),
        label: (
          <span className={style.found}>
            {pick(place.name)}
            <span>
              {[words.map.kinds[place.kind as 'area'], place.where && pick(place.where)].filter(Boolean).join(' · ')}
            </span>
          </span>
        ),
      }))}
    />
  );
}

const keyOf = ({ kind, id }: Found) => `${kind}/${id}`;
