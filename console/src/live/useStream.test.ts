import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useConnection } from './connection';
import { useStream } from './useStream';

/** A stream as the browser gives it, played by hand. */
class PlayedSource extends EventTarget {
  static readonly CLOSED = 2;
  static opened: PlayedSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    PlayedSource.opened.push(this);
  }

  close(): void {
    this.readyState = PlayedSource.CLOSED;
  }

  say(name: string, body: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(body) }));
  }
}

const latest = (): PlayedSource => {
  const source = PlayedSource.opened.at(-1);
  if (!source) throw new Error('no stream was opened');
  return source;
};

beforeEach(() => {
  PlayedSource.opened = [];
  vi.stubGlobal('EventSource', PlayedSource);
  vi.useFakeTimers();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function follow(url: string | null = '/api/stream') {
  const heard: unknown[] = [];
  const onResume = vi.fn();
  const handlers = { alert: (body: unknown) => heard.push(body) };
  const { result, unmount } = renderHook(() => {
    useStream(url, handlers, onResume);
    return useConnection();
  });
  return { heard, onResume, state: () => result.current.state, unmount };
}

describe('the live stream', () => {
  it('hands on what it says', () => {
    const { heard } = follow();
    latest().say('alert', { id: 7 });
    expect(heard).toEqual([{ id: 7 }]);
  });

  it('is live once open, and asks for nothing anew the first time', () => {
    const { state, onResume } = follow();
    act(() => latest().onopen?.());
    expect(state()).toBe('live');
    expect(onResume).not.toHaveBeenCalled();
  });

  it('says that it is lost, and asks anew when it is back', () => {
    const { state, onResume } = follow();
    act(() => latest().onopen?.());
    act(() => latest().onerror?.());
    expect(state()).toBe('reconnecting');
    act(() => latest().onopen?.());
    expect(state()).toBe('live');
    expect(onResume).toHaveBeenCalledOnce();
  });

  it('is opened again two seconds after the browser gave it up', () => {
    follow();
    latest().readyState = PlayedSource.CLOSED;
    act(() => latest().onerror?.());
    vi.advanceTimersByTime(1_999);
    expect(PlayedSource.opened).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(PlayedSource.opened).toHaveLength(2);
  });

  it('asks anew when the platform says so', () => {
    const { onResume } = follow();
    latest().say('reset', {});
    expect(onResume).toHaveBeenCalledOnce();
  });

  it('ends with the page', () => {
    const { unmount } = follow();
    unmount();
    expect(latest().readyState).toBe(PlayedSource.CLOSED);
  });

  it('is not opened for somebody who may not listen', () => {
    follow(null);
    expect(PlayedSource.opened).toHaveLength(0);
  });
});
