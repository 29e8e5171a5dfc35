import {
  AimOutlined,
  CaretRightOutlined,
  DownOutlined,
  FastForwardOutlined,
  PauseOutlined,
  UpOutlined,
} from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useKeys } from '../../app/keys';
import { useLanguage } from '../../words';
import { type Tour, tourQuery, wishTour } from './api';
import style from './TourBar.module.css';
import { TourClock } from './TourClock';
import { TourLook } from './TourLook';
import { useFollowing } from './useStory';

const SPEEDS = [1, 2, 5, 10, 30, 60];
const KEY = 'anlin.tour';

/** The demo's story in one sentence, its clock, and what one can do with both. Nothing where no demo is played. */
export default function TourBar() {
  const { words, pick } = useLanguage();
  const queries = useQueryClient();
  const { data: tour } = useQuery(tourQuery);
  const [isFolded, setFolded] = useState(() => localStorage.getItem(KEY) === 'folded');
  const [follows, follow] = useFollowing();
  const wish = useMutation({
    mutationFn: wishTour,
    onSuccess: (next: Tour) => queries.setQueryData(tourQuery.queryKey, next),
  });
  // What was asked for counts at once; whether the show stands already is said beside it.
  const isPaused = (tour?.is_paused || tour?.is_pausing) ?? false;
  const { mutate } = wish;
  useKeys(
    useMemo(
      () => [
        {
          key: 'p',
          label: isPaused ? words.tour.goOn : words.tour.pause,
          run: () => mutate({ is_paused: !isPaused, jump: false }),
        },
        { key: 'n', label: words.tour.jump, run: () => mutate({ jump: true }) },
      ],
      [words, isPaused, mutate],
    ),
  );
  if (!tour) return null;
  const fold = () => {
    localStorage.setItem(KEY, isFolded ? '' : 'folded');
    setFolded(!isFolded);
  };
  // What only chance brings has no name that one could wait for.
  const next = tour.coming?.at ? words.tour.next(pick(tour.coming.title)) : words.tour.jump;
  return (
    <section className={style.tour} aria-label={words.tour.bar} data-folded={isFolded || undefined}>
      <div className={style.controls}>
        <TourClock />
        <Button
          type="text"
          icon={isPaused ? <CaretRightOutlined /> : <PauseOutlined />}
          onClick={() => mutate({ is_paused: !isPaused, jump: false })}
          aria-label={isPaused ? words.tour.goOn : words.tour.pause}
          title={`${isPaused ? words.tour.goOn : words.tour.pause} (P)`}
          data-tour="pause"
        />
        <Select
          variant="borderless"
          value={tour.speed}
          onChange={(speed: number) => mutate({ speed, jump: false })}
          options={[...new Set([...SPEEDS, tour.speed])]
            .sort((a, b) => a - b)
            .map((value) => ({ value, label: words.tour.times(value) }))}
          aria-label={words.tour.speed}
          popupMatchSelectWidth={false}
          data-tour="speed"
        />
        <Button
          type="text"
          icon={<FastForwardOutlined />}
          onClick={() => mutate({ jump: true })}
          loading={tour.is_jumping}
          aria-label={next}
          title={`${next} (N)`}
          data-tour="next"
        >
          <span className={style.next}>{tour.is_jumping ? words.tour.jumping : next}</span>
        </Button>
        <Button
          className={style.follow}
          type="text"
          icon={<AimOutlined />}
          onClick={() => follow(!follows)}
          aria-pressed={follows}
          aria-label={words.tour.follow}
          title={words.tour.follow}
          data-tour="follow"
        />
        <Button
          className={style.fold}
          type="text"
          icon={isFolded ? <DownOutlined /> : <UpOutlined />}
          onClick={fold}
          aria-expanded={!isFolded}
          aria-label={isFolded ? words.tour.unfold : words.tour.fold}
        />
      </div>
      {!isFolded && (
        <p className={style.said}>
          <span className={style.chapter} title={words.tour.chapter(tour.chapter, tour.chapters)} data-tour="chapter">
            <span aria-hidden="true">
              {tour.chapter}/{tour.chapters}
            </span>
            <span className="unseen">{words.tour.chapter(tour.chapter, tour.chapters)}</span>
          </span>
          <span aria-live="polite" data-tour="said">
            {isPaused && <strong>{tour.is_paused ? words.tour.paused : words.tour.pausing} · </strong>}
            {pick(tour.said)}
          </span>{' '}
          <TourLook tour={tour} />
        </p>
      )}
    </section>
  );
}
