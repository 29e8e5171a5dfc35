import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Tour, tourQuery } from './api';
import { useFollowing, useStory } from './useStory';

const tour = (alert: number | null) => ({ alert, now: '2026-03-18T02:24:00Z' }) as Tour;
const SEEN = [{ id: 4 }, { id: 5 }];

function follow(first: number | null, from?: number) {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  queries.setQueryData(tourQuery.queryKey, tour(first));
  const onTold = vi.fn();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  let [chosen, seen] = [from, SEEN];
  const { rerender } = renderHook((props) => useStory(props.seen, props.chosen, onTold), {
    wrapper,
    initialProps: { chosen, seen },
  });
  const told = (alert: number | null) =>
    act(async () => {
      queries.setQueryData(tourQuery.queryKey, tour(alert));
      // Whoever asked is told in a turn of its own.
      await new Promise((done) => setTimeout(done));
    });
  const look = (at: number | undefined) => {
    chosen = at;
    rerender({ chosen, seen });
  };
  const sees = (alerts: typeof SEEN) => {
    seen = alerts;
    rerender({ chosen, seen });
  };
  return { onTold, told, look, sees };
}

beforeEach(() => localStorage.clear());

describe('a page that follows the story', () => {
  it('goes to each alert it comes to, once', async () => {
    const { onTold, told, look } = follow(4);
    expect(onTold).toHaveBeenCalledExactlyOnceWith(4);
    look(undefined);
    await told(5);
    expect(onTold.mock.calls).toEqual([[4], [5]]);
  });

  it('asks for no story where none can be followed', () => {
    const queries = new QueryClient();
    const asked = vi.spyOn(queries.getQueryCache(), 'build');
    renderHook(() => useStory(undefined, undefined, vi.fn()), {
      wrapper: ({ children }: { children: ReactNode }) => (
        <QueryClientProvider client={queries}>{children}</QueryClientProvider>
      ),
    });
    expect(asked).toHaveBeenCalled();
    expect(queries.isFetching()).toBe(0);
  });

  it('goes to none that the person does not see, nor where the story has none', async () => {
    const { onTold, told } = follow(null);
    await told(9);
    expect(onTold).not.toHaveBeenCalled();
  });

  it('leaves what it told of once it goes on to what the person does not see', async () => {
    const { onTold, told, look } = follow(4);
    look(4);
    await told(9);
    expect(onTold.mock.calls).toEqual([[4], [undefined]]);
    look(undefined);
    await told(null);
    await told(5);
    expect(onTold.mock.calls).toEqual([[4], [undefined], [5]]);
  });

  it('stays with an alert that is over while the story tells of it', async () => {
    const { onTold, told, look, sees } = follow(4);
    look(4);
    sees([]);
    await told(4);
    expect(onTold).toHaveBeenCalledExactlyOnceWith(4);
  });

  it('goes on from where a page stood that is loaded anew', async () => {
    const { onTold, told } = follow(4, 4);
    expect(onTold).not.toHaveBeenCalled();
    await told(5);
    expect(onTold).toHaveBeenCalledExactlyOnceWith(5);
  });

  it('leaves whoever looks at something of their own where they are', async () => {
    const { onTold, told, look } = follow(null);
    look(5);
    await told(4);
    expect(onTold).not.toHaveBeenCalled();
    look(undefined);
    expect(onTold).toHaveBeenCalledExactlyOnceWith(4);
  });

  it('follows no longer once one has said so', async () => {
    const { result } = renderHook(useFollowing);
    act(() => result.current[1](false));
    expect(result.current[0]).toBe(false);
    const { onTold } = follow(4);
    expect(onTold).not.toHaveBeenCalled();
  });
});
