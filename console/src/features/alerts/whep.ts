/** Longest wait for this browser's own addresses; on a local network they are there at once. */
const GATHER_MS = 1500;
/** Without a picture by then the other way is taken. */
const PICTURE_MS = 6000;

/** A picture by WebRTC: `stop` ends it here and at the gateway. */
export interface Session {
  /** Lets it go on under a newer leave. Rejects when the gateway's session is over. */
  renew: (whep: string) => Promise<void>;
  stop: () => void;
}

/** Opens a camera by WHEP and shows it in `video`. Rejects where there is no picture in time: then HLS is for that. */
export async function openWhep(whep: string, video: HTMLVideoElement): Promise<Session> {
  const peer = new RTCPeerConnection();
  let place = '';
  const stop = () => {
    peer.close();
    if (place) void fetch(place, { method: 'DELETE', keepalive: true }).catch(() => undefined);
    place = '';
  };
  try {
    peer.addTransceiver('video', { direction: 'recvonly' });
    peer.ontrack = ({ streams, track }) => {
      video.srcObject = streams[0] ?? new MediaStream([track]);
    };
    await peer.setLocalDescription(await peer.createOffer());
    await gathered(peer);
    const answer = await fetch(whep, {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp' },
      body: peer.localDescription?.sdp ?? '',
    });
    if (!answer.ok) throw new Error(`the gateway answered ${answer.status}`);
    place = answer.headers.get('Location') ?? '';
    const shown = pictureIn(video, peer);
    await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
    await shown;
  } catch (error) {
    stop();
    video.srcObject = null;
    throw error;
  }
  const renew = async (newer: string) => {
    place = `${newer}/${place.split('/').at(-1) ?? ''}`;
    const answer = await fetch(place, { method: 'POST' });
    if (!answer.ok) throw new Error(`the session is over: ${answer.status}`);
  };
  return { renew, stop };
}

function gathered(peer: RTCPeerConnection): Promise<void> {
  return new Promise((done) => {
    if (peer.iceGatheringState === 'complete') return done();
    const timer = setTimeout(done, GATHER_MS);
    peer.addEventListener('icegatheringstatechange', () => {
      if (peer.iceGatheringState !== 'complete') return;
      clearTimeout(timer);
      done();
    });
  });
}

function pictureIn(video: HTMLVideoElement, peer: RTCPeerConnection): Promise<void> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error('no picture in time')), PICTURE_MS);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    video.addEventListener('playing', () => settle(done), { once: true });
    peer.addEventListener('connectionstatechange', () => {
      if (peer.connectionState === 'failed') settle(() => fail(new Error('no way to the gateway')));
    });
  });
}
