import { useLanguage } from '../words';
import { exactly, shortly, useTold } from './time';

/** An instant as one says it, with the exact one on hover. Nothing known is a dash. */
export function When({ at }: { at: string | null | undefined }) {
  const { language } = useLanguage();
  const told = useTold((now) => (at ? shortly(at, now, language) : ''));
  if (!at) return <span>—</span>;
  return (
    <time dateTime={at} title={exactly(at, language)}>
      {told}
    </time>
  );
}
