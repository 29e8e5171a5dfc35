import { describe, expect, it } from 'vitest';
import { pagesFor } from './pages';

describe('the pages of a person', () => {
  it('are those the permissions open, in the order of the bar', () => {
    expect(pagesFor(['models.read', 'situation.read']).map(({ name }) => name)).toEqual(['situation', 'models']);
  });

  it('are none for somebody without permissions', () => {
    expect(pagesFor([])).toEqual([]);
  });
});
