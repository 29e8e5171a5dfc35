import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem, ask, send, wordsOf } from './client';

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

describe('a request that changes something', () => {
  const refusal = (code: string) => new Response(JSON.stringify({ status: 403, code, title }), { status: 403 });
  const post = () =>
    new Request('http://localhost/api/alerts/7/accept', { method: 'POST', body: '{"note":"on my way"}' });

  /** A network that gives these answers in turn, and what it was sent. */
  function network(...answers: Response[]) {
    const sent: { token: string | null; body: string }[] = [];
    vi.stubGlobal('fetch', async (request: Request) => {
      sent.push({ token: request.headers.get('X-CSRFToken'), body: await request.text() });
      // biome-ignore lint/suspicious/noDocumentCookie: as an answer of the platform sets it.
      document.cookie = `csrftoken=later${sent.length}`;
      return answers[sent.length - 1];
    });
    return sent;
  }

  afterEach(() => vi.unstubAllGlobals());

  it('is sent once more, whole, with the token that came meanwhile', async () => {
    // biome-ignore lint/suspicious/noDocumentCookie: as an answer of the platform sets it.
    document.cookie = 'csrftoken=first';
    const sent = network(refusal('csrf'), new Response('{}'));
    expect((await send(post())).status).toBe(200);
    expect(sent).toEqual([
      { token: 'first', body: '{"note":"on my way"}' },
      { token: 'later1', body: '{"note":"on my way"}' },
    ]);
  });

  it('is not sent a third time', async () => {
    const sent = network(refusal('csrf'), refusal('csrf'), new Response('{}'));
    expect((await send(post())).status).toBe(403);
    expect(sent).toHaveLength(2);
  });

  it('is not sent again when it is refused for anything else, and the refusal can still be read', async () => {
    const sent = network(refusal('not_allowed'));
    expect(await (await send(post())).json()).toMatchObject({ code: 'not_allowed' });
    expect(sent).toHaveLength(1);
  });
});
