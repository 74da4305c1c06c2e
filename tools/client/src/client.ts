/**
 * Foyer's API for programs in TypeScript: `openapi-fetch` over the types of the description, with a key, a fresh
 * `Idempotency-Key` for each POST, waiting where Foyer asks to wait, and lists page by page.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import createFetchClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './description.d.ts';

export type { components, paths } from './description.d.ts';
export type Problem = components['schemas']['Problem'];

export type Options = {
  /** Where Foyer is: `https://tickets.example`. */
  url: string;
  /** A key of your account; without one, what the public may see. */
  key?: string;
  /** How often a request is sent again that was held back or lost; 4 by default, 0 for never. */
  retries?: number;
  /** Seconds that are waited at most before it is sent again; what would take longer is given up. 60 by default. */
  longestWait?: number;
  /** Instead of the runtime's own. */
  fetch?: (request: Request) => Promise<Response>;
};

type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';
type JsonOf<Answer> = Answer extends { content: { 'application/json': infer Body } } ? Body : never;
type Answers<Path extends keyof paths> = paths[Path] extends { get: { responses: { 200: infer Answer } } }
  ? JsonOf<Answer>
  : never;

/** Addresses of lists that come page by page. */
export type Paged = {
  [Path in keyof paths]: Answers<Path> extends { next: string | null } ? Path : never;
}[keyof paths];
type PageInit<Path extends Paged> = paths[Path] extends { get: { parameters: { path: infer Parts } } }
  ? { params: { path: Parts; query?: QueryOf<Path> } }
  : { params?: { query?: QueryOf<Path> } };
type QueryOf<Path extends Paged> = paths[Path] extends { get: { parameters: { query?: infer Query } } } ? Query : never;

export type FoyerClient = Client<paths> & {
  /** Each page of a list, until the last one. @throws Refused */
  pages: <Path extends Paged>(path: Path, init: PageInit<Path>) => AsyncGenerator<Answers<Path>, void, undefined>;
};

/** An answer that is a refusal. */
export class Refused extends Error {
  readonly status: number;
  /** What is wrong, for programs: `not_found.event`. */
  readonly code: string;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'Refused';
    this.status = problem.status;
    this.code = problem.code ?? problem.title;
    this.problem = problem;
  }
}

/** What was answered. @throws Refused */
export function dataOf<Data>(answer: { data?: Data; error?: unknown; response: Response }): Data {
  if (!answer.response.ok) throw new Refused(problemOf(answer));
  return answer.data as Data;
}

function problemOf({ error, response: { status, statusText } }: { error?: unknown; response: Response }): Problem {
  const isProblem = typeof error === 'object' && error !== null && 'detail' in error;
  return isProblem ? (error as Problem) : { type: 'about:blank', title: 'unknown', status, detail: statusText };
}

export function createClient({ url, key, ...options }: Options): FoyerClient {
  const client = createFetchClient<paths>({
    baseUrl: url.replace(/\/$/, ''),
    fetch: (request) => send(request, options),
    ...(key && { headers: { authorization: `Bearer ${key}` } }),
  });
  return Object.assign(client, {
    pages: (path: Paged, init: PageInit<Paged>) => pagesOf(client, path, init),
  }) as FoyerClient;
}

type Page = { next: string | null };
type Get = (path: string, init: unknown) => Promise<{ data?: Page; error?: unknown; response: Response }>;

async function* pagesOf(client: Client<paths>, path: Paged, init: object): AsyncGenerator<Page, void, undefined> {
  const get = client.GET as unknown as Get;
  let page = dataOf(await get(path, init));
  yield page;
  while (page.next !== null) {
    // It is an address already, with all that was asked for.
    page = dataOf(await get(page.next, {}));
    yield page;
  }
}

/** Sends it, again where it was held back or lost and sending it twice does nothing twice. */
async function send(given: Request, { retries = 4, longestWait = 60, fetch: ask = fetch }: Omit<Options, 'url'>) {
  const request = withKey(given);
  const isSafe = request.headers.has('idempotency-key') || SAFE.has(request.method.toLowerCase() as Method);
  for (let left = isSafe ? retries : 0; ; left -= 1) {
    const wait = usualWait(retries - left);
    try {
      const answer = await ask(request.clone());
      const seconds = waitOf(answer) ?? wait;
      if (!HELD_BACK.has(answer.status) || left === 0 || seconds > longestWait) return answer;
      await answer.body?.cancel();
      await sleep(seconds * 1000, undefined, { signal: request.signal });
    } catch (error) {
      if (left === 0 || request.signal.aborted) throw error;
      await sleep(wait * 1000, undefined, { signal: request.signal });
    }
  }
}

const SAFE = new Set<Method>(['get']);
const HELD_BACK = new Set([429, 503]);

/** Each POST is one wish, however often it is sent. */
function withKey(request: Request): Request {
  if (request.method !== 'POST' || request.headers.has('idempotency-key')) return request;
  const headers = new Headers(request.headers);
  headers.set('idempotency-key', crypto.randomUUID());
  return new Request(request, { headers });
}

/** Seconds that an answer asks to wait, a little more for each so that not all come back at once. */
function waitOf({ headers }: Response): number | undefined {
  const said = headers.get('retry-after');
  if (said === null) return undefined;
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds) + Math.random() / 4;
}

const usualWait = (again: number): number => 0.25 * 2 ** again * (1 + Math.random());
