/** How far a device's clock is from ours; said loudly from 2 s on, where it begins to matter for order. */
export function ClockOffset({ seconds }: { seconds: number | null }) {
  if (seconds === null) return <span>—</span>;
  const text = `${seconds >= 0 ? '+' : '−'}${Math.abs(seconds).toFixed(1)} s`;
  return Math.abs(seconds) >= 2 ? <strong>{text}</strong> : <span>{text}</span>;
}
