import { describe, expect, it } from 'vitest';
import { contrast } from './contrast';
import { antdTheme } from './theme';
import { palettes, severityFill, severityOrder, type ThemeName } from './tokens';

const names: ThemeName[] = ['dark', 'light'];

describe.each(names)('the %s theme', (name) => {
  const p = palettes[name];
  const grounds = { ground: p.ground, panel: p.panel, raised: p.raised, wash: p.accentWash };
  const inks = { text: p.text, quiet: p.quiet, accent: p.accent, resolved: p.resolved, ...p.severityInk };

  for (const [groundName, ground] of Object.entries(grounds)) {
    for (const [inkName, ink] of Object.entries(inks)) {
      it(`reads ${inkName} on ${groundName} at 4.5 or more`, () => {
        expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
      });
    }
  }

  it.each(['accentFill', 'accentHover', 'accentActive'] as const)('reads what stands on %s at 4.5 or more', (fill) => {
    expect(contrast(p.onAccent, p[fill])).toBeGreaterThanOrEqual(4.5);
  });

  it('gives antd the colour under the pointer', () => {
    const { Button } = antdTheme(name, { language: 'zh', isStill: false, isPocket: false }).components ?? {};
    expect([Button?.colorPrimaryHover, Button?.colorPrimaryActive]).toEqual([p.accentHover, p.accentActive]);
    expect(contrast(String(Button?.defaultHoverColor), p.panel)).toBeGreaterThanOrEqual(4.5);
  });

  it('reads names on the map at 4.5 or more', () => {
    expect(contrast(p.map.label, p.map.land)).toBeGreaterThanOrEqual(4.5);
  });
});

it('keeps neighbouring severities apart in brightness or by shape, never by hue alone', () => {
  const fills = severityOrder.map((severity) => severityFill[severity]);
  expect(new Set(fills).size).toBe(fills.length);
});
