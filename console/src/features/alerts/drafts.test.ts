import { afterEach, expect, it } from 'vitest';
import { draftOf, dropAllDrafts, dropDraft, keepDraft } from './drafts';

const mine = { user: 1, alert: 7, action: 'resolve' };

afterEach(dropAllDrafts);

it('keeps what was begun, each step of each alert by itself', () => {
  keepDraft(mine, { verdict: 'true', note: '已劝离' });
  expect(draftOf(mine)).toEqual({ verdict: 'true', note: '已劝离' });
  expect(draftOf({ ...mine, alert: 8 })).toEqual({});
  expect(draftOf({ ...mine, action: 'escalate' })).toEqual({});
});

it('shows nobody what somebody else began', () => {
  keepDraft(mine, { note: '已劝离' });
  expect(draftOf({ ...mine, user: 2 })).toEqual({});
});

it('does not keep what was compared', () => {
  keepDraft(mine, { note: '一致', compared: ['plate'] });
  expect(draftOf(mine)).toEqual({ note: '一致' });
});

it('ends with the sending, and with the sign-out', () => {
  keepDraft(mine, { note: 'a' });
  dropDraft(mine);
  expect(draftOf(mine)).toEqual({});
  keepDraft(mine, { note: 'b' });
  dropAllDrafts();
  expect(draftOf(mine)).toEqual({});
});

it('is in no store of the browser', () => {
  keepDraft(mine, { note: '王秀英' });
  expect(JSON.stringify([{ ...sessionStorage }, { ...localStorage }])).not.toContain('王秀英');
});
