import createClient from 'openapi-fetch';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

export interface FieldFault {
  at: string;
  zh?: string;
  en?: string;
}

/** Why a request did not give what was asked: `status` 0 is no network at all. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    /** Short and stable: `conflict`, `wrong_code`, … */
    readonly code: string | null,
    /** What the platform said, in both languages, when it said something. */
    readonly words: { zh: string; en: string } | null,
    /** What does not fit, field by field, where it said so. */
    readonly fields: readonly FieldFault[] = [],
  ) {
    super(words?.en ?? `The request failed with ${status}`);
  }
}

/** Refused for what was asked, so that asking the same again is useless. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ApiProblem && error.status >= 400 && error.status < 500;

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A request that changes something carries Django's double-submit token, as its cookie has it now. */
function withToken(request: Request): Request {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (token && !SAFE.has(request.method)) request.headers.set('X-CSRFToken', token);
  return request;
}

/**
 * `fetch` with the token. An answer that arrives between reading the cookie and sending it may bring another one
 * (a sign-in does, in this tab or the next): what was refused for that alone did nothing, and is sent once more.
 */
export async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const answer = await fetch(withToken(request));
  if (answer.status !== 403 || SAFE.has(request.method)) return answer;
  const problem: unknown = await answer
    .clone()
    .json()
    .catch(() => null);
  return codeOf(problem) === 'csrf' ? fetch(withToken(again)) : answer;
}

export const client = createClient<paths>({ baseUrl: location.origin, credentials: 'same-origin', fetch: send });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's body, or an `ApiProblem` that says what went wrong. */
export async function ask<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch {
    throw new ApiProblem(0, null, null);
  }
  const { response, error } = answer;
  if (!response.ok) throw new ApiProblem(response.status, codeOf(error), wordsOf(error), faultsOf(error));
  return answer.data as T;
}

/** The platform's own words for a refusal: the `title` of its problem body. */
export function wordsOf(problem: unknown): { zh: string; en: string } | null {
  const title = fieldOf(problem, 'title');
  const [zh, en] = [fieldOf(title, 'zh'), fieldOf(title, 'en')];
  return typeof zh === 'string' && typeof en === 'string' ? { zh, en } : null;
}

function faultsOf(problem: unknown): readonly FieldFault[] {
  const fields = fieldOf(problem, 'fields');
  return Array.isArray(fields) ? (fields as FieldFault[]) : [];
}

function codeOf(problem: unknown): string | null {
  const code = fieldOf(problem, 'code');
  return typeof code === 'string' ? code : null;
}

function fieldOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
}
