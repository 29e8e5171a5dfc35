import { useMemo } from 'react';
import Chart from '../../parts/Chart';
import { SITE_ZONE } from '../../parts/clock';
import { useTheme } from '../../theme/ThemeProvider';
import { fontFamilies, palettes } from '../../theme/tokens';
import { useLanguage } from '../../words';
import { crowdWords } from '../../words/upkeep';
import type { CrowdPlace } from './api';

const HALF_HOUR = 30 * 60_000;

/** The points with a name at the middle one: lines are labelled directly. */
const named = (points: (number | undefined)[][], name: string) =>
  points.map((value, nth) => (nth === points.length >> 1 ? { value, label: { show: true, formatter: name } } : value));

/** People counted until now, and expected in the next hours within their band; thin lines are the limits. */
export default function CrowdChart({ place, label }: { place: CrowdPlace; label: string }) {
  const { language } = useLanguage();
  const words = crowdWords[language];
  const { theme } = useTheme();
  const option = useMemo(() => {
    const p = palettes[theme];
    const fontFamily = fontFamilies[language];
    const time = new Intl.DateTimeFormat('zh-CN', {
      hour: '2-digit',
      minute: '2-digit',
      hour12: false,
      timeZone: SITE_ZONE,
    });
    const counted = place.recent.map(({ at, people }) => [Date.parse(at), Math.round(people)]);
    const now = place.at && place.people !== null ? [[Date.parse(place.at), place.people]] : [];
    // An hour's mean belongs to its middle.
    const hours = place.hours.map((hour) => ({ ...hour, middle: Date.parse(hour.at) + HALF_HOUR }));
    const from = [...now, ...counted.slice(-1)].slice(0, 1).map(([at, people]) => [at, people]);
    const band = (pick: (hour: (typeof hours)[number]) => number) => [
      ...from.map(([at, people]) => [at, pick === width ? 0 : people]),
      ...hours.map((hour) => [hour.middle, pick(hour)]),
    ];
    const width = (hour: (typeof hours)[number]) => hour.high - hour.low;
    const limit = (people: number, name: string, colour: string) => ({
      yAxis: people,
      lineStyle: { color: colour, width: 1, type: 'solid' as const },
      label: { formatter: name, color: p.quiet, position: 'insideEndTop' as const, fontFamily },
    });
    const plain = { type: 'line', showSymbol: false, silent: true, animation: false };
    return {
      animation: false,
      textStyle: { fontFamily },
      grid: { left: 48, right: 16, top: 16, bottom: 28 },
      xAxis: {
        type: 'time',
        axisLine: { lineStyle: { color: p.line } },
        axisTick: { show: false },
        splitNumber: 6,
        axisLabel: { color: p.quiet, hideOverlap: true, formatter: (at: number) => time.format(at) },
      },
      yAxis: {
        type: 'value',
        min: 0,
        max: Math.ceil((Math.max(place.capacity, ...hours.map(({ high }) => high)) * 1.06) / 100) * 100,
        splitLine: { show: false },
        axisLabel: { color: p.quiet },
      },
      series: [
        { ...plain, data: band(({ low }) => low), stack: 'band', lineStyle: { opacity: 0 } },
        {
          ...plain,
          data: band(width),
          stack: 'band',
          lineStyle: { opacity: 0 },
          areaStyle: { color: p.unknown, opacity: 0.25 },
        },
        {
          ...plain,
          data: named(
            band(({ people }) => people),
            words.expectedShort,
          ),
          showSymbol: true,
          symbolSize: 0,
          label: { color: p.quiet, position: 'bottom' as const, fontFamily },
          lineStyle: { color: p.quiet, width: 2, type: 'dashed' },
        },
        {
          ...plain,
          data: [...counted, ...now],
          lineStyle: { color: p.text, width: 2 },
          markLine: {
            symbol: 'none',
            silent: true,
            data: [
              limit(place.limits[0] ?? 0, words.limits.yellow, p.severityInk.medium),
              limit(place.limits[1] ?? 0, words.limits.orange, p.severityInk.high),
              limit(place.capacity, words.limits.red, p.severityInk.critical),
            ],
          },
        },
      ],
    };
  }, [place, theme, words, language]);
  return <Chart option={option} label={label} />;
}
