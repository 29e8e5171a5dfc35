import { describe, expect, it } from 'vitest';
import { measure, range, unitIn } from './measures';

describe('a value with its unit', () => {
  it('of seconds is said in the largest unit in which it is whole', () => {
    expect(measure(90, 's', 'zh')).toBe('90 秒');
    expect(measure(600, 's', 'zh')).toBe('10 分钟');
    expect(measure(5400, 's', 'en')).toBe('90 min');
    expect(measure(86_400, 's', 'zh')).toBe('1 天');
    expect(measure(0, 's', 'en')).toBe('0 s');
    expect(measure(0.5, 's', 'en')).toBe('0.5 s');
  });
  it('of another unit stays as it is', () => {
    expect(measure(180, 'min', 'zh')).toBe('180 分钟');
    expect(measure(4, '1/m²', 'zh')).toBe('4 人/m²');
    expect(measure(2, 'm³', 'en')).toBe('2 m³');
    expect(measure(0.8, '', 'zh')).toBe('0.8');
    expect(unitIn('lux', 'zh')).toBe('lux');
  });
});

describe('bounds', () => {
  it('name a unit once where both have the same, and none twice', () => {
    expect(range(60, 600, 's', 'zh')).toBe('1–10 分钟');
    expect(range(10, 3600, 's', 'en')).toBe('10 s–1 h');
    expect(range(0, 3600, 's', 'zh')).toBe('0–1 小时');
    expect(range(0, 1439, 'min', 'zh')).toBe('0–1439 分钟');
    expect(range(0, 1, '', 'en')).toBe('0–1');
  });
});
