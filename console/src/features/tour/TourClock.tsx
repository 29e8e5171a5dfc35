import { useEffect, useState } from 'react';
import { onClock, present } from '../../parts/clock';
import { clockTime } from '../../parts/time';
import { useLanguage } from '../../words';
import style from './TourBar.module.css';

const EVERY_MS = 250;

/** The demo's time of day, which is everybody's time in it. */
export function TourClock() {
  const { words, language } = useLanguage();
  const [now, setNow] = useState(present);
  useEffect(() => {
    const tick = () => setNow(present());
    const timer = setInterval(tick, EVERY_MS);
    const leave = onClock(tick);
    return () => {
      clearInterval(timer);
      leave();
    };
  }, []);
  return (
    <time className={style.clock} title={words.tour.clock} data-tour="clock">
      {clockTime(new Date(now).toISOString(), language)}
    </time>
  );
}
