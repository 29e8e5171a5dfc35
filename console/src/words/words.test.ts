import { describe, expect, it } from 'vitest';
import { en } from './en';
import { crowdWords, upkeepWords } from './upkeep';
import { zh } from './zh';

/** Every leaf of a catalogue with its path. */
function leaves(node: unknown, path = ''): [string, unknown][] {
  if (typeof node !== 'object' || node === null) return [[path, node]];
  return Object.entries(node).flatMap(([key, child]) => leaves(child, path ? `${path}.${key}` : key));
}

describe('the catalogues', () => {
  const chinese = new Map(leaves({ ...zh, crowd: crowdWords.zh, upkeep: upkeepWords.zh }));
  const english = new Map(leaves({ ...en, crowd: crowdWords.en, upkeep: upkeepWords.en }));

  it('say the same things', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it('leave nothing empty', () => {
    for (const [path, text] of [...chinese, ...english]) expect(text, path).not.toBe('');
  });

  it('keep Chinese characters out of English, but for the name of the other language', () => {
    for (const [path, text] of english) {
      if (path === 'shell.language' || typeof text !== 'string') continue;
      expect(text, path).not.toMatch(/[\u4e00-\u9fff]/);
    }
  });
});
