import { useLanguage } from '../../words';
import { measure, range } from '../../words/measures';
import type { Parameter } from './limits';
import own from './ModelPanel.module.css';

/** Places with a limit of their own that are named; the others are counted. */
const MOST_NAMED = 4;

/** The limits of one rule with unit, bounds, where each comes from and where another holds; the rule's name where there
 *  are several. */
export function ParameterList({ parameters, isOnly }: { parameters: Parameter[]; isOnly: boolean }) {
  const { words, pick, language } = useLanguage();
  const named = ({ elsewhere, unit }: Parameter) =>
    elsewhere
      .slice(0, MOST_NAMED)
      .map(({ name, value }) => `${pick(name)} ${measure(value, unit, language)}`)
      .join(words.marks.list);
  return (
    <>
      {!isOnly && parameters[0] && <h3 className={own.rule}>{pick(parameters[0].rule_title)}</h3>}
      <ul className={own.parameters}>
        {parameters.map((parameter) => (
          <li key={parameter.name}>
            <span>{pick(parameter.title)}</span>
            <strong>{measure(parameter.value, parameter.unit, language)}</strong>
            <span className={own.bounds}>
              {words.models.bounds(
                range(parameter.min, parameter.max, parameter.unit, language),
                measure(parameter.default, parameter.unit, language),
              )}
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
