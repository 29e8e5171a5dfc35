import { afterEach, expect, it, vi } from 'vitest';
import { queries } from '../../app/queries';
import { type Session, sessionQuery } from './api';
import { followOtherTabs } from './otherTabs';

const signedIn = (id: number) => queries.setQueryData(sessionQuery.queryKey, { user: { id } } as Session);
const other = new BroadcastChannel('anlin.session');
let stop = () => {};

afterEach(() => {
  stop();
  queries.clear();
});

it('starts anew when another tab tells of another person, not of the same', async () => {
  const startAnew = vi.fn();
  stop = followOtherTabs(startAnew);
  signedIn(7);
  other.postMessage(7);
  await new Promise((done) => setTimeout(done, 50));
  expect(startAnew).not.toHaveBeenCalled();
  other.postMessage(8);
  await vi.waitFor(() => expect(startAnew).toHaveBeenCalledExactlyOnceWith(location.href));
});

it('starts anew where it has learnt that nobody is signed in, and waits where it does not know yet', async () => {
  const startAnew = vi.fn();
  stop = followOtherTabs(startAnew);
  other.postMessage(8);
  await new Promise((done) => setTimeout(done, 50));
  expect(startAnew).not.toHaveBeenCalled();
  queries.setQueryData(sessionQuery.queryKey, null);
  other.postMessage(8);
  await vi.waitFor(() => expect(startAnew).toHaveBeenCalledExactlyOnceWith(location.href));
});

it('goes in where it waits at the sign-in', async () => {
  const startAnew = vi.fn();
  history.replaceState(null, '', '/sign-in?next=%2Fqueue');
  stop = followOtherTabs(startAnew);
  other.postMessage(8);
  await vi.waitFor(() => expect(startAnew).toHaveBeenCalledExactlyOnceWith('/'));
  history.replaceState(null, '', '/');
});

it('tells the others who has signed in here, once', async () => {
  const heard: number[] = [];
  other.onmessage = ({ data }) => heard.push(data);
  stop = followOtherTabs();
  signedIn(9);
  signedIn(9);
  await vi.waitFor(() => expect(heard).toEqual([9]));
});
