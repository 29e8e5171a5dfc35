import { useLanguage } from '../../words';
import type { Parameter } from './limits';
import own from './ModelPanel.module.css';

/** Places with a limit of their own that are named; the others are counted. */
const MOST_NAMED = 4;

/** The limits of one rule with unit, bounds, where each comes from and where another holds; the rule's name where there
 *  are several. */
export function ParameterList({ parameters, isOnly }: { parameters: Parameter[]; isOnly: boolean }) {
  const { words, pick } = useLanguage();
  const named = ({ elsewhere, unit }: Parameter) =>
    elsewhere
      .slice(0, MOST_NAMED)
      .map(({ name, value }) => `${pick(name)} ${value} ${unit}`.trim())
      .join(words.marks.list);
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
              {words.alert.source}
              {words.marks.colon}
              {pick(parameter.source)}
              {parameter.elsewhere.length > 0 && (
                <>
                  <br />
                  {words.models.elsewhere(named(parameter), Math.max(0, parameter.elsewhere.length - MOST_NAMED))}
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
