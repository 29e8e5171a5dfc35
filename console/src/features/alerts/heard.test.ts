import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { client } from '../../api/client';
import { type AlertLine, type AlertList, openAlertsQuery } from './api';
import { streamBegins, tellAlert, withHeard } from './heard';

const line = (id: number, change: number, work_state = 'received'): AlertLine =>
  ({ id, change, work_state, severity: 'high', opened_at: '2026-03-02T08:00:00Z', claimed_by: null }) as AlertLine;
const page = (...items: AlertLine[]) => ({ items, total: items.length, next: null });

/** Answers that come when the test says so, in the order they were asked for. */
let waiting: ((body: unknown) => void)[];

beforeEach(() => {
  waiting = [];
  vi.spyOn(client, 'GET').mockImplementation(
    (() =>
      new Promise((resolve) => {
        waiting.push((data) => resolve({ data, response: new Response() }));
      })) as unknown as typeof client.GET,
  );
});
afterEach(() => vi.restoreAllMocks());

async function answer(body: unknown): Promise<void> {
  await vi.waitFor(() => expect(waiting).not.toHaveLength(0));
  waiting.shift()?.(body);
}

const read = (): Promise<AlertList> => new QueryClient().fetchQuery(openAlertsQuery);
const idsOf = (list: AlertList): number[] => list.items.map(({ id }) => id);

describe('the list of open alerts', () => {
  it('has what the stream told while it was on its way', async () => {
    const list = read();
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    tellAlert(line(8, 12));
    await answer(page(line(7, 11)));
    expect(idsOf(await list)).toEqual([7, 8]);
    expect((await list).total).toBe(2);
  });

  it('has no alert that ended while it was on its way', async () => {
    const list = read();
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    tellAlert(line(7, 12, 'archived'));
    await answer(page(line(7, 11)));
    expect(idsOf(await list)).toEqual([]);
  });

  it('is read again when the stream begins while it is on its way', async () => {
    const list = read();
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    streamBegins();
    await answer(page(line(7, 11)));
    await answer(page(line(7, 11), line(8, 12)));
    expect(idsOf(await list)).toEqual([7, 8]);
  });
});

describe('an alert that was told of', () => {
  it('changes nothing where the list knows something newer of it', () => {
    const list = { items: [line(7, 13, 'accepted')], total: 1 };
    expect(withHeard(list, line(7, 12))).toBe(list);
  });
});
