import { describe, expect, it } from 'vitest';
import { ApiProblem, ask, wordsOf } from './client';

const title = { zh: '有人先到了', en: 'Someone was first' };
const answer = (status: number, error: unknown) => Promise.resolve({ error, response: new Response(null, { status }) });

describe('an answer', () => {
  it('gives its body', async () => {
    await expect(ask(Promise.resolve({ data: 5, response: new Response() }))).resolves.toBe(5);
  });

  it("that refuses is a problem with the platform's own words", async () => {
    const problem = await ask(answer(409, { status: 409, code: 'conflict', title })).catch((caught) => caught);
    expect(problem).toBeInstanceOf(ApiProblem);
    expect(problem).toMatchObject({ status: 409, code: 'conflict', words: title });
  });

  it('that never came has status 0', async () => {
    await expect(ask(Promise.reject(new TypeError('Failed to fetch')))).rejects.toMatchObject({
      status: 0,
      words: null,
    });
  });
});

describe('the words of a problem', () => {
  it.each([null, 'text', {}, { title: 'Not Found' }, { title: { zh: '只有中文' } }])('are none in %j', (body) => {
    expect(wordsOf(body)).toBeNull();
  });
});
