import { SearchOutlined } from '@ant-design/icons';
import { Input, type InputRef } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useKeys } from '../app/keys';
import { useWords } from '../words';
import { takeSearchWish } from './searchWish';

const PAUSE_MS = 250;

/** A search that asks when typing pauses; `/` comes here from anywhere, Escape empties and leaves it. */
export function SearchBox({
  value,
  onSearch,
  placeholder,
}: {
  value: string;
  onSearch: (text: string) => void;
  placeholder: string;
}) {
  const words = useWords();
  const input = useRef<InputRef>(null);
  const [text, setText] = useState(value);
  useKeys(useMemo(() => [{ key: '/', label: words.keys.search, run: () => input.current?.focus() }], [words]));
  useEffect(() => {
    if (takeSearchWish()) input.current?.focus();
  }, []);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onSearch(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value, onSearch]);
  return (
    <Input
      ref={input}
      allowClear
      prefix={<SearchOutlined />}
      suffix={text ? undefined : <kbd>/</kbd>}
      placeholder={placeholder}
      aria-label={placeholder}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onPressEnter={() => onSearch(text)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        setText('');
        input.current?.blur();
      }}
      style={{ width: 260 }}
    />
  );
}
