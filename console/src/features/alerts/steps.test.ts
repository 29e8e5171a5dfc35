import { describe, expect, it } from 'vitest';
import { stepsFor } from './steps';

const keysOf = (...actions: string[]) => stepsFor({ actions }).map(({ action, key }) => `${key} ${action}`);

describe('the steps offered', () => {
  it('begin with the natural next one', () => {
    expect(keysOf('claim', 'hand_over', 'accept', 'arrive')).toEqual([
      'a accept',
      'r arrive',
      'c claim',
      'h hand_over',
    ]);
  });

  it('have F for false before somebody is there, by rejecting', () => {
    expect(keysOf('dispatch', 'reject')).toEqual(['d dispatch', 'f reject']);
  });

  it('have F for false on the spot, by reporting it', () => {
    expect(keysOf('resolve')).toEqual(['s resolve', 'f resolve']);
    expect(stepsFor({ actions: ['resolve'] })[1]?.given).toEqual({ verdict: 'false' });
  });

  it('never share a key', () => {
    for (const actions of [
      ['claim', 'dispatch', 'reject', 'merge'],
      ['confirm', 'dispatch', 'reject'],
      ['resolve', 'hand_over'],
      ['verify', 'return'],
    ]) {
      const keys = stepsFor({ actions }).map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('leave out what the screen does not know', () => {
    expect(keysOf('teleport')).toEqual([]);
  });
});
