import { useQuery } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { openAlertsQuery } from '../features/alerts/api';
import { isWaiting } from '../features/alerts/order';

const KEY = 'anlin.sound';
const EVERY_MS = 2_400;
const listeners = new Set<() => void>();
let isOn = localStorage.getItem(KEY) === 'on';

/** The sound for critical alerts: off unless this person has switched it on in this browser. */
export function useSound(): [isOn: boolean, toggle: () => void] {
  const on = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isOn,
  );
  return [on, toggle];
}

function toggle(): void {
  isOn = !isOn;
  localStorage.setItem(KEY, isOn ? 'on' : 'off');
  // Heard at once, so that one knows what to expect; browsers also want the first sound to follow a touch.
  if (isOn) chime();
  for (const listener of listeners) listener();
}

/** Sounds while a critical alert waits for somebody; stops when each of them has been taken. */
export function useAlarm(isListening: boolean): void {
  const [on] = useSound();
  const { data } = useQuery({ ...openAlertsQuery, enabled: isListening });
  const calls = on && (data?.items.some((alert) => alert.severity === 'critical' && isWaiting(alert)) ?? false);
  useEffect(() => {
    if (!calls) return;
    chime();
    const timer = setInterval(chime, EVERY_MS);
    return () => clearInterval(timer);
  }, [calls]);
}

let context: AudioContext | undefined;

/** Two short tones, the second higher; made here, so that no file is needed. */
function chime(): void {
  context ??= new AudioContext();
  for (const [frequency, start] of [
    [660, 0],
    [880, 0.18],
  ] as const) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const at = context.currentTime + start;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.25, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.16);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.17);
  }
}
