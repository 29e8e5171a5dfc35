import { useLanguage } from '../words';
import { ago, exactly, useNow } from './time';

/** Relative time with the exact instant on hover. Nothing known is a dash. */
export function Ago({ at }: { at: string | null | undefined }) {
  const { language } = useLanguage();
  const now = useNow();
  if (!at) return <span>—</span>;
  return (
    <time dateTime={at} title={exactly(at, language)}>
      {ago(at, now, language)}
    </time>
  );
}
