import { describe, expect, it } from 'vitest';
import { queueSearch } from './search';

describe('the address of the queue', () => {
  it('keeps what it knows', () => {
    expect(queueSearch({ state: 'mine', severity: 'critical,high', q: '3 号楼', alert: 7, order: 'newest' })).toEqual({
      state: 'mine',
      severity: 'critical,high',
      q: '3 号楼',
      alert: 7,
      order: 'newest',
    });
  });

  it('takes a number to search for as text', () => {
    expect(queueSearch({ q: 12 })).toEqual({ q: '12' });
  });

  it('leaves out what it does not know or cannot use', () => {
    expect(queueSearch({ state: '', alert: 'x', order: 'oldest', evil: '<script>' })).toEqual({});
  });
});
