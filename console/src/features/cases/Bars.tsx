import style from './Cases.module.css';

const HEIGHT = 20;
const STEP = 7;

interface Props {
  weeks: readonly number[];
  /** The bound of this week, drawn as a line; null where none is known. */
  atMost: number | null;
  soFar: number;
  label: string;
  /** As wide as there is room. */
  isWide?: boolean;
}

/** Cases a week as small bars, the week under way last and darker. */
export function Bars({ weeks, atMost, soFar, label, isWide }: Props) {
  const counts = [...weeks, soFar];
  const top = Math.max(1, atMost ?? 0, ...counts);
  const y = (count: number) => HEIGHT - (count / top) * HEIGHT;
  return (
    <svg
      className={isWide ? `${style.bars} ${style.wide}` : style.bars}
      width={counts.length * STEP}
      height={HEIGHT + 1}
      viewBox={`0 0 ${counts.length * STEP} ${HEIGHT + 1}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {counts.map((count, nth) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: weeks have no other name and never move.
          key={nth}
          x={nth * STEP}
          y={count ? y(count) : HEIGHT - 1}
          width={STEP - 2}
          height={count ? HEIGHT - y(count) : 1}
          data-now={nth === weeks.length || undefined}
          data-above={(nth === weeks.length && atMost !== null && soFar > atMost) || undefined}
        />
      ))}
      {atMost !== null && <line x1={0} x2={counts.length * STEP} y1={y(atMost)} y2={y(atMost)} />}
    </svg>
  );
}
