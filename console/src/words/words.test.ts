import { describe, expect, it } from 'vitest';
import { askedWords } from './asked';
import { careWords } from './care';
import { casesWords } from './cases';
import { devicesWords } from './devices';
import { en } from './en';
import { isolationWords } from './isolation';
import { patrolWords } from './patrol';
import { placesWords } from './places';
import { registersWords } from './registers';
import { setupWords } from './setup';
import { trialWords } from './trial';
import { crowdWords, upkeepWords } from './upkeep';
import { wrongWords } from './wrong';
import { zh } from './zh';

/** The first page's catalogue, and those of single pages. */
const pages = {
  asked: askedWords,
  care: careWords,
  cases: casesWords,
  crowd: crowdWords,
  devices: devicesWords,
  isolation: isolationWords,
  patrol: patrolWords,
  places: placesWords,
  registers: registersWords,
  setup: setupWords,
  trial: trialWords,
  upkeep: upkeepWords,
  wrong: wrongWords,
};

/** Every leaf of a catalogue with its path. */
function leaves(node: unknown, path = ''): [string, unknown][] {
  if (typeof node !== 'object' || node === null) return [[path, node]];
  return Object.entries(node).flatMap(([key, child]) => leaves(child, path ? `${path}.${key}` : key));
}

describe('the catalogues', () => {
  it('name every field that somebody can be shown of a person', () => {
    for (const { reveal } of [registersWords.zh, registersWords.en]) {
      expect(Object.keys(reveal.fields)).toEqual(['name', 'phone', 'id_number', 'door', 'home_state']);
    }
  });

  const all = (language: 'zh' | 'en') =>
    Object.fromEntries(Object.entries(pages).map(([page, texts]) => [page, texts[language]]));
  const chinese = new Map(leaves({ ...zh, pages: all('zh') }));
  const english = new Map(leaves({ ...en, pages: all('en') }));

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
