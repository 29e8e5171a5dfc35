import { useLanguage } from '../../words';
import type { Parameter } from './limits';
import own from './ModelPanel.module.css';

/** The limits of one rule with unit, bounds and where each comes from; the rule's name where there are several. */
export function ParameterList({ parameters, isOnly }: { parameters: Parameter[]; isOnly: boolean }) {
  const { words, pick } = useLanguage();
  return (
    <>
      {!isOnly && parameters[0] && <h3 className={own.rule}>{pick(parameters[0].rule_title)}</h3>}
      <ul className={own.parameters}>
        {parameters.map((parameter) => (
          <li key={parameter.name}>
            <span>{pick(parameter.title)}</span>
            <strong>
              {parameter.value} {parameter.unit}
            </strong>
            <span className={own.bounds}>
              {words.models.bounds(parameter.min, parameter.max, parameter.default, parameter.unit)}
              <br />
              {words.alert.source}: {pick(parameter.source)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
