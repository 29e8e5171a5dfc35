import { describe, expect, it } from 'vitest';
import type { Model } from './api';
import { byRule, changed, fieldOf, inWords, precision } from './limits';

const parameter = (rule: string, name: string, value: number) => ({
  rule,
  rule_title: { zh: rule, en: rule },
  name,
  value,
  title: { zh: '时长', en: 'Time' },
  unit: 's',
  default: 180,
  min: 10,
  max: 3600,
  source: { zh: '估计', en: 'an estimate' },
  elsewhere: [],
});
const PARAMETERS = [
  parameter('seen', 'lasting_s', 180),
  parameter('seen', 'quiet_s', 60),
  parameter('felt', 'lasting_s', 180),
];

describe('limits of a form', () => {
  it('are only those that differ, each of its own rule', () => {
    const fields = { 'seen/lasting_s': 300, 'seen/quiet_s': 60, 'felt/lasting_s': null };
    expect(changed(PARAMETERS, fields)).toEqual([{ rule: 'seen', parameter: 'lasting_s', value: 300 }]);
  });
  it('are none when nothing was touched', () => {
    expect(changed(PARAMETERS, {})).toEqual([]);
  });
  it('have one field for each rule and parameter', () => {
    expect(new Set(PARAMETERS.map(fieldOf)).size).toBe(3);
  });
});

describe('a limit in words', () => {
  const model = { parameters: PARAMETERS } as unknown as Model;
  it('has title, value and unit', () => {
    expect(inWords({ rule: 'seen', parameter: 'lasting_s', value: 300 }, model, ({ en }) => en, 'en')).toBe(
      'Time 5 min',
    );
  });
  it('of a parameter that no longer exists still says its name', () => {
    expect(inWords({ rule: '', parameter: 'gone', value: 1 }, model, ({ en }) => en, 'en')).toBe('gone 1');
  });
});

describe('the share of true alerts', () => {
  it('is unknown where nobody judged any', () => expect(precision(0, 0)).toBeNull());
  it('is true of all judged', () => expect(precision(3, 1)).toBe(0.75));
});

describe('parameters by rule', () => {
  it('keep the order of the model', () => {
    expect(byRule(PARAMETERS).map((each) => each.map(fieldOf))).toEqual([
      ['seen/lasting_s', 'seen/quiet_s'],
      ['felt/lasting_s'],
    ]);
  });
});
