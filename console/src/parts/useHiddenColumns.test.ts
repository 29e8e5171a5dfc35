import { act, renderHook } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { useHiddenColumns } from './useHiddenColumns';

beforeEach(() => localStorage.clear());

const hiddenIn = (table: string) => renderHook(() => useHiddenColumns(table)).result;

describe('the columns of a table', () => {
  it('are all shown at first', () => {
    expect([...hiddenIn('queue').current[0]]).toEqual([]);
  });

  it('put away stay away, in this table only', () => {
    const columns = hiddenIn('queue');
    act(() => columns.current[1]('who'));
    expect([...hiddenIn('queue').current[0]]).toEqual(['who']);
    expect([...hiddenIn('devices').current[0]]).toEqual([]);
  });

  it('come back when asked for again', () => {
    const columns = hiddenIn('queue');
    act(() => columns.current[1]('who'));
    act(() => columns.current[1]('who'));
    expect([...hiddenIn('queue').current[0]]).toEqual([]);
  });

  it('are all shown when what was remembered cannot be read', () => {
    localStorage.setItem('anlin.columns.queue', '{broken');
    expect([...hiddenIn('queue').current[0]]).toEqual([]);
  });
});
