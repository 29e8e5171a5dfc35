import { Button } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import type { ShownField } from './api';
import style from './MaskedValue.module.css';
import { useShown } from './useShown';

interface Props {
  masked: string;
  reveal: () => Promise<ShownField>;
  name: string;
}

/** A masked field; one click shows it for this work, and it masks itself again. */
export function MaskedValue({ masked, reveal, name }: Props) {
  const says = useTexts(registersWords);
  const { shown, show, hide, error, isAsking } = useShown(reveal);
  return (
    <span className={style.value}>
      <span className={style.text} aria-live="polite">
        {shown?.value ?? masked}
      </span>
      {shown ? (
        <>
          <span className="quiet">{says.reveal.hides(clock(shown.left))}</span>
          <Button type="link" size="small" onClick={hide}>
            {says.reveal.hide}
          </Button>
        </>
      ) : (
        <Button type="link" size="small" loading={isAsking} onClick={show} aria-label={`${says.reveal.show} ${name}`}>
          {says.reveal.show}
        </Button>
      )}
      <FormProblem error={error} />
    </span>
  );
}

const clock = (left: number): string => {
  const seconds = Math.ceil(left / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};
