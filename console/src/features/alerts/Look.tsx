import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useLanguage } from '../../words';
import style from './AlertView.module.css';
import { mediaQuery, pictureUrl } from './api';

const LivePicture = lazy(() => import('./LivePicture'));

/** Pictures and cameras of the place; each opens only when asked for, because every opening is on record. */
export function Look({ id }: { id: number }) {
  const { words, pick } = useLanguage();
  const { data: media } = useQuery(mediaQuery(id));
  const [shown, setShown] = useState<string | number | null>(null);
  const [gone, setGone] = useState<string | null>(null);
  if (!media || media.pictures.length + media.cameras.length === 0) return null;
  const ready = media.cameras.filter(({ state }) => state === 'ready');
  const toggle = (what: string | number) => setShown(shown === what ? null : what);
  const which = shown === 'first' || shown === 'last' ? shown : null;
  return (
    <section className={style.section}>
      <h2>{words.media.title}</h2>
      <div className={style.look}>
        {media.pictures.map((picture) => (
          <Button
            key={picture.which}
            aria-pressed={shown === picture.which}
            onClick={() => {
              setGone(null);
              toggle(picture.which);
            }}
          >
            {words.media.picture[picture.which as 'first']}
          </Button>
        ))}
        {ready.map(({ device }) => (
          <Button key={device.id} aria-pressed={shown === device.id} onClick={() => toggle(device.id)}>
            {shown === device.id ? words.media.stop : words.media.live(pick(device.name))}
          </Button>
        ))}
      </div>
      {which &&
        (gone === which ? (
          <p role="alert">{words.media.destroyed}</p>
        ) : (
          <img
            className={style.picture}
            src={pictureUrl(id, which)}
            alt={words.media.pictureAlt[which]}
            onError={() => setGone(which)}
          />
        ))}
      {typeof shown === 'number' && (
        <Suspense fallback={<div className={style.screen} />}>
          <LivePicture key={shown} alert={id} camera={shown} />
        </Suspense>
      )}
      {media.cameras
        .filter(({ state }) => state !== 'ready')
        .map(({ device, words: said }) => (
          <p key={device.id} className={style.small}>
            {pick(device.name)}
            {words.marks.colon}
            {pick(said)}
          </p>
        ))}
      {media.pictures.length + ready.length > 0 && <p className={style.small}>{words.media.recorded}</p>}
    </section>
  );
}
