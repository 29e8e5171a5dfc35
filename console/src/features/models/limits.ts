import type { Language } from '../../words';
import { measure } from '../../words/measures';
import type { Limit, Model } from './api';

export type Parameter = Model['parameters'][number];

/** Under which name a parameter's field stands in a form. */
export const fieldOf = ({ rule, name }: Pick<Parameter, 'rule' | 'name'>): string => `${rule}/${name}`;

/** The parameters by rule, in the order of the model. */
export function byRule(parameters: readonly Parameter[]): Parameter[][] {
  const rules = [...new Set(parameters.map(({ rule }) => rule))];
  return rules.map((wanted) => parameters.filter(({ rule }) => rule === wanted));
}

/** The limits of a form that differ from those in force, in the order of the model. */
export function changed(parameters: readonly Parameter[], fields: Record<string, number | null | undefined>): Limit[] {
  return parameters.flatMap((parameter) => {
    const value = fields[fieldOf(parameter)];
    const isOther = typeof value === 'number' && value !== parameter.value;
    return isOther ? [{ rule: parameter.rule, parameter: parameter.name, value }] : [];
  });
}

/** A limit in words: "Time until it is reported 5 min". */
export function inWords(
  limit: Limit,
  model: Model,
  pick: (text: Parameter['title']) => string,
  language: Language,
): string {
  const found = model.parameters.find(
    ({ rule, name }) => name === limit.parameter && (!limit.rule || rule === limit.rule),
  );
  return found
    ? `${pick(found.title)} ${measure(limit.value, found.unit, language)}`
    : `${limit.parameter} ${limit.value}`;
}

/** Share of judged alerts that were true, 0 to 1; null where nobody judged any. */
export function precision(judgedTrue: number, judgedFalse: number): number | null {
  const all = judgedTrue + judgedFalse;
  return all === 0 ? null : judgedTrue / all;
}
