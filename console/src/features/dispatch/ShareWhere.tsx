import { Switch } from 'antd';
import { useEffect, useState } from 'react';
import { ApiProblem } from '../../api/client';
import { useWords } from '../../words';
import { sendPosition } from './api';
import style from './Dispatch.module.css';

const EVERY_MS = 15_000;

/** Off until the person switches it on, for this task and this page; the platform takes nothing without a task. */
export function ShareWhere() {
  const { dispatch: say } = useWords();
  const [isOn, setOn] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    if (!isOn) return;
    let last = 0;
    const watch = navigator.geolocation.watchPosition(
      ({ coords, timestamp }) => {
        setFailed(false);
        if (timestamp - last < EVERY_MS) return;
        last = timestamp;
        sendPosition(coords).catch((problem: unknown) => {
          // The task has ended: so has the sharing.
          if (problem instanceof ApiProblem && problem.status === 409) setOn(false);
        });
      },
      () => setFailed(true),
      { enableHighAccuracy: true, maximumAge: EVERY_MS },
    );
    return () => navigator.geolocation.clearWatch(watch);
  }, [isOn]);
  return (
    <div className={style.share}>
      <Switch checked={isOn} onChange={setOn} aria-label={say.share} />
      <strong>{isOn ? say.sharing : say.share}</strong>
      <p role={hasFailed ? 'alert' : undefined}>{hasFailed ? say.shareFailed : say.shareNote}</p>
    </div>
  );
}
