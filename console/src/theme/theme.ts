import { theme as antd, type ThemeConfig } from 'antd';
import type { Language } from '../words';
import { fontFamilies, palettes, type ThemeName } from './tokens';

interface Reader {
  language: Language;
  /** Asked for no motion; menus must know: one whose motion is only hidden by a style waits for its end for ever. */
  isStill: boolean;
  /** Reads on a phone: what can be touched is as large as a thumb. */
  isPocket: boolean;
}

/** Ant Design's theme made from our palette. */
export function antdTheme(name: ThemeName, { language, isStill, isPocket }: Reader): ThemeConfig {
  const p = palettes[name];
  return {
    algorithm: name === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm,
    cssVar: { key: 'anlin' },
    token: {
      colorPrimary: p.accentFill,
      colorInfo: p.accentFill,
      colorLink: p.accent,
      colorLinkHover: p.text,
      colorError: p.severityInk.critical,
      colorWarning: p.severityInk.high,
      colorSuccess: p.resolved,
      colorBgBase: p.panel,
      colorBgLayout: p.ground,
      colorBgContainer: p.panel,
      colorBgElevated: name === 'dark' ? p.raised : p.panel,
      colorTextBase: p.text,
      colorText: p.text,
      colorTextSecondary: p.quiet,
      colorTextTertiary: p.quiet,
      colorTextDescription: p.quiet,
      colorTextPlaceholder: p.quiet,
      colorBorder: p.line,
      colorBorderSecondary: p.line,
      colorSplit: p.line,
      fontFamily: fontFamilies[language],
      fontSize: 14,
      fontWeightStrong: 600,
      borderRadius: 6,
      controlHeight: isPocket ? 44 : 36,
      controlHeightSM: isPocket ? 40 : 28,
      controlHeightLG: 48,
      motion: !isStill,
      motionDurationFast: '0.08s',
      motionDurationMid: '0.16s',
      motionDurationSlow: '0.16s',
      wireframe: false,
    },
    components: {
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        fontWeight: 600,
        // The algorithm would make it paler under the pointer, too pale for white words.
        colorPrimaryHover: p.accentHover,
        colorPrimaryActive: p.accentActive,
        defaultHoverColor: p.accent,
        defaultHoverBorderColor: p.accent,
        defaultActiveColor: p.accent,
        defaultActiveBorderColor: p.accent,
      },
      Table: {
        cellFontSize: 13,
        cellPaddingBlock: 9,
        cellPaddingInline: 12,
        headerBg: 'transparent',
        headerColor: p.quiet,
        headerSplitColor: 'transparent',
        rowHoverBg: p.raised,
        rowSelectedBg: p.accentWash,
        rowSelectedHoverBg: p.accentWash,
        borderColor: p.line,
      },
      Segmented: { trackBg: p.raised, itemSelectedBg: p.panel },
      Tabs: { itemColor: p.quiet, itemSelectedColor: p.text, inkBarColor: p.accent },
    },
  };
}
