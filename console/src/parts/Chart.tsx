import { LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use as withParts } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

withParts([LineChart, GridComponent, MarkLineComponent, SVGRenderer]);

interface Props {
  /** A memoised option; its colours come from the theme's palette. */
  option: EChartsCoreOption;
  /** What it shows, in a sentence. */
  label: string;
  height?: number;
}

/** A chart of ECharts that fills its column and follows its size. Its figures stand in a table beside it. */
export default function Chart({ option, label, height = 300 }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return undefined;
    const chart = init(box.current, null, { renderer: 'svg' });
    chart.setOption(option);
    const watcher = new ResizeObserver(() => chart.resize());
    watcher.observe(box.current);
    return () => {
      watcher.disconnect();
      chart.dispose();
    };
  }, [option]);
  return <div ref={box} role="img" aria-label={label} style={{ height }} />;
}
