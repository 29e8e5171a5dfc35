import Hls from 'hls.js/light';
import { useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../../api/client';
import { useLanguage } from '../../words';
import style from './AlertView.module.css';
import { watchCamera } from './api';
import { openWhep, type Session } from './whep';

/** Part of the leave's time after which it is asked for anew, so that the picture goes on without a gap. */
const ASK_ANEW_AT = 0.7;

/** One camera, live. Leave to watch lasts a short while and is renewed for as long as this is on the page. */
export default function LivePicture({ alert, camera }: { alert: number; camera: number }) {
  const { words, pick } = useLanguage();
  const screen = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [isOn, setOn] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    let leave = '';
    let session: Session | null = null;
    // The player goes on asking with the leave it began with; the present one stands in for it.
    const xhrSetup = (request: XMLHttpRequest, url: string) =>
      request.open('GET', url.replace(/\/live\/[^/]+/, leave), true);
    const player = Hls.isSupported() ? new Hls({ liveSyncDurationCount: 2, xhrSetup }) : null;
    const play = (url: string, video: HTMLVideoElement) => {
      const isFirst = leave === '';
      leave = url.replace(/\/index\.m3u8$/, '');
      if (!player) {
        // A browser without media source extensions plays HLS by itself.
        video.src = url;
      } else if (isFirst) {
        player.loadSource(url);
        player.attachMedia(video);
      }
    };
    const open = async () => {
      try {
        const { url, whep, ends_at } = await watchCamera(alert, camera);
        const video = screen.current;
        if (isOver || !video) return;
        timer = setTimeout(open, Math.max(5_000, (Date.parse(ends_at) - Date.now()) * ASK_ANEW_AT));
        if (session) return await session.renew(whep);
        if (whep && leave === '') {
          // The picture without delay first; where a network keeps WebRTC out, the other way shows it too.
          session = await openWhep(whep, video).catch(() => null);
          if (isOver) session?.stop();
          if (session || isOver) return;
        }
        if (url) play(url, video);
        else setProblem('gateway');
      } catch (error) {
        if (!isOver) setProblem(error);
      }
    };
    player?.on(Hls.Events.ERROR, (_name, { fatal }) => {
      if (fatal) setProblem('gateway');
    });
    void open();
    return () => {
      isOver = true;
      clearTimeout(timer);
      session?.stop();
      player?.destroy();
    };
  }, [alert, camera]);
  if (problem) {
    const said = problem instanceof ApiProblem && problem.words ? pick(problem.words) : words.media.failed;
    return <p role="alert">{said}</p>;
  }
  return (
    <>
      <video ref={screen} className={style.screen} autoPlay muted playsInline onPlaying={() => setOn(true)} />
      {!isOn && <p className={style.small}>{words.media.opening}</p>}
    </>
  );
}
