import { createContext, type ReactNode, use, useLayoutEffect, useMemo, useState } from 'react';
import { en } from './en';
import { type Words, zh } from './zh';

export type Language = 'zh' | 'en';
export type { Words };

/** A text the server composed in both languages. */
export interface BothLanguages {
  zh: string;
  en: string;
}

interface LanguageState {
  language: Language;
  words: Words;
  /** The one of the two that the reader asked for; the other if that one is empty. */
  pick: (text: BothLanguages) => string;
  choose: (language: Language) => void;
}

const KEY = 'anlin.language';
export const catalogues: Record<Language, Words> = { zh, en };
const LanguageContext = createContext<LanguageState | null>(null);

export function useLanguage(): LanguageState {
  const state = use(LanguageContext);
  if (!state) throw new Error('useLanguage needs a LanguageProvider above it');
  return state;
}

export const useWords = () => useLanguage().words;

/** The texts of one page in the reader's language, where they are not in the first page's catalogue. */
export const useTexts = <Texts,>(texts: Record<Language, Texts>): Texts => texts[useLanguage().language];

/** Chinese first; the switch is remembered in this browser. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => (localStorage.getItem(KEY) === 'en' ? 'en' : 'zh'));

  useLayoutEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);

  const state = useMemo<LanguageState>(
    () => ({
      language,
      words: catalogues[language],
      pick: (text) => text[language] || text[language === 'zh' ? 'en' : 'zh'],
      choose: (next) => {
        localStorage.setItem(KEY, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <LanguageContext value={state}>{children}</LanguageContext>;
}
