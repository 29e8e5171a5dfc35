import { useLanguage } from '../../words';
import type { Model } from './api';

/** Whether the model can see here at all: where it cannot, "no alerts" means nothing. */
export function CoverageState({ model }: { model: Pick<Model, 'coverage' | 'reason'> }) {
  const { words, pick } = useLanguage();
  return (
    <span className={model.coverage === 'covered' ? undefined : 'hatched'} title={pick(model.reason)}>
      {words.models.coverages[model.coverage as keyof typeof words.models.coverages] ?? model.coverage}
    </span>
  );
}
