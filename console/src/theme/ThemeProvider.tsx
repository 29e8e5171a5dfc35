import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { createContext, type ReactNode, use, useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useLanguage } from '../words';
import { antdTheme } from './theme';
import { cssVariables, type ThemeName } from './tokens';

export type ThemeChoice = ThemeName | 'system';

interface ThemeState {
  theme: ThemeName;
  choice: ThemeChoice;
  choose: (choice: ThemeChoice) => void;
}

const KEY = 'anlin.theme';
const ThemeContext = createContext<ThemeState>({ theme: 'dark', choice: 'system', choose: () => undefined });

export const useTheme = () => use(ThemeContext);

/** Gives the whole page one theme: the person's remembered choice, else the system's. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const { language } = useLanguage();
  const system = useMedia('(prefers-color-scheme: light)') ? 'light' : 'dark';
  const isStill = useMedia('(prefers-reduced-motion: reduce)');
  const isPocket = useMedia('(max-width: 600px)');
  const [choice, setChoice] = useState<ThemeChoice>(remembered);
  const theme = choice === 'system' ? system : choice;

  useLayoutEffect(() => {
    const root = document.documentElement;
    root.dataset.theme = theme;
    root.style.colorScheme = theme;
    for (const [name, value] of Object.entries(cssVariables(theme, language))) root.style.setProperty(name, value);
  }, [theme, language]);

  const state = useMemo<ThemeState>(
    () => ({
      theme,
      choice,
      choose: (next) => {
        localStorage.setItem(KEY, next);
        setChoice(next);
      },
    }),
    [theme, choice],
  );

  return (
    <ThemeContext value={state}>
      <ConfigProvider
        theme={antdTheme(theme, { language, isStill, isPocket })}
        locale={language === 'zh' ? zhCN : enUS}
        button={{ autoInsertSpace: false }}
        // What does not fit may lie above what one sees, and a click beside a form must not throw it away.
        form={{ scrollToFirstError: { focus: true, block: 'center' } }}
        modal={{ mask: { closable: false } }}
      >
        <AntApp component={false}>{children}</AntApp>
      </ConfigProvider>
    </ThemeContext>
  );
}

function remembered(): ThemeChoice {
  const kept = localStorage.getItem(KEY);
  return kept === 'dark' || kept === 'light' ? kept : 'system';
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}
