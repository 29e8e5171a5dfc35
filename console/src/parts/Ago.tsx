import { useLanguage } from '../words';
import { ago, exactly, useTold } from './time';

/** Relative time with the exact instant on hover. Nothing known is a dash. */
export function Ago({ at }: { at: string | null | undefined }) {
  const { language } = useLanguage();
  const told = useTold((now) => (at ? ago(at, now, language) : ''));
  if (!at) return <span>—</span>;
  return (
    <time dateTime={at} title={exactly(at, language)}>
      {told}
    </time>
  );
}
