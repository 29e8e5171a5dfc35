import { CaretRightOutlined, PauseOutlined } from '@ant-design/icons';
import { Button, Slider } from 'antd';
import { useEffect, useState } from 'react';
import { clockTime, fieldOf, instantOf, useNow } from '../../parts/time';
import { useLanguage } from '../../words';
import style from './PastBar.module.css';
import { HOUR_MS } from './past';

interface Props {
  /** Looked back at, ms since 1970 UTC. */
  at: number;
  /** The earliest instant there is, ISO 8601; a day is offered while it is not known. */
  first: string | null | undefined;
  isReading: boolean;
  onAt: (at: number | undefined) => void;
}

const STEP_MS = 10_000;
const FRAME_MS = 100;
/** An hour passes in a minute. */
const RATE = 60;

/** The map's time machine: any hour of the past, minute by minute, or played an hour a minute. */
export function PastBar({ at, first: told, isReading, onAt }: Props) {
  const { words, language } = useLanguage();
  const [isPlaying, setPlaying] = useState(false);
  const now = useNow();
  const first = Date.parse(told ?? '') || now - 24 * HOUR_MS;
  const begins = Math.floor(at / HOUR_MS) * HOUR_MS;
  const move = (to: number) => onAt(Math.min(Math.max(to, first), now));
  useEffect(() => {
    if (!isPlaying || isReading) return;
    const timer = setTimeout(() => (at >= now ? setPlaying(false) : move(at + FRAME_MS * RATE)), FRAME_MS);
    return () => clearTimeout(timer);
  });
  return (
    <section className={style.bar} aria-label={words.past.title}>
      <Button
        type="text"
        icon={isPlaying ? <PauseOutlined /> : <CaretRightOutlined />}
        onClick={() => setPlaying(!isPlaying)}
        aria-label={isPlaying ? words.past.pause : words.past.play}
      />
      <Button type="text" onClick={() => move(at - HOUR_MS)} disabled={begins <= first}>
        {words.past.hourBack}
      </Button>
      <Slider
        className={style.slider}
        min={begins}
        max={begins + HOUR_MS - STEP_MS}
        step={STEP_MS}
        value={at}
        onChange={move}
        tooltip={{ open: false }}
        ariaLabelForHandle={words.past.title}
        ariaValueTextFormatterForHandle={(to) => clockTime(new Date(to ?? 0).toISOString(), language)}
      />
      <Button type="text" onClick={() => move(at + HOUR_MS)} disabled={begins + HOUR_MS > now}>
        {words.past.hourOn}
      </Button>
      <input
        className={style.when}
        type="datetime-local"
        aria-label={words.past.when}
        step={60}
        value={fieldOf(at)}
        min={fieldOf(first)}
        max={fieldOf(now)}
        onChange={(event) => {
          const chosen = instantOf(event.target.value);
          if (chosen !== undefined) move(chosen);
        }}
      />
      <Button onClick={() => onAt(undefined)}>{words.past.now}</Button>
    </section>
  );
}
