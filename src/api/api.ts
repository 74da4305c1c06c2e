/** The REST shell: mounts each feature's operations, renders errors as problem+json, describes itself. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { etag } from 'hono/etag';
import { HTTPException } from 'hono/http-exception';
import type { OpenAPIObject } from 'openapi3-ts/oas31';
import { findActorByApiKey } from '#features/api-keys/server/queries.ts';
import { mountChangesApi } from '#features/changes/server/api.ts';
import { findMovedEvent } from '#features/events/server/queries.ts';
import { mountEventsApi } from '#features/events/server/api.ts';
import { mountAttendeesApi } from '#features/attendees/server/api.ts';
import { mountOrdersApi } from '#features/orders/server/api.ts';
import { describeReservationsApi } from '#features/orders/server/holding/api.ts';
import { mountPassesApi } from '#features/passes/server/api.ts';
import { mountPeopleApi } from '#features/people/server/api.ts';
import { mountRecordsApi } from '#features/records/server/api.ts';
import { mountScheduleApi } from '#features/schedule/server/api.ts';
import { mountSessionsApi } from '#features/sessions/server/api.ts';
import { mountTicketsApi } from '#features/tickets/server/api.ts';
import { mountWebhooksApi } from '#features/webhooks/server/api.ts';
import { awayError } from '#platform/database-away.ts';
import { grantOf } from '#platform/ctx.ts';
import { FoyerError, TooLarge, WrongType } from '#platform/errors.ts';
import { Busy } from '#platform/http/answer-once.ts';
import type { ApiEnv } from '#platform/http/api-env.ts';
import { createRequestLimit } from '#platform/http/limit-requests.ts';
import { bearerOf, errorBody, invalidRequest, PROBLEM_TYPE, problemBody } from '#platform/http/problem.ts';
import { isJson, readJson } from '#platform/http/read-json.ts';
import { answerPreflight, SHARED_READING } from '#platform/http/share-reading.ts';
import type { PlainProblem, Reason } from '#platform/i18n/problem.ts';
import { TooMany } from '#platform/rate-limit.ts';
import { REFUSED_VALUE, refusedValue } from '#platform/refused-value.ts';
import { getRuntime, runtimeCtx } from '#platform/runtime.ts';
import { withExamples } from './examples.ts';

const DESCRIPTION = '/api/v1/openapi.json';
const REFERENCE = '/api/docs';
const ROOTS = ['/api', '/api/', '/api/v1'];

/** The whole API under /api/v1, and what /api itself answers. The page at /api/docs is not its own. */
export function createApi(): OpenAPIHono<ApiEnv> {
  const api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error);
    },
  });
  // Answers are compressed after their ETag was made, and a moved event is known before.
  api.use('/api/*', compress(), shareReading, etag());
  api.use('/api/v1/events/*', leadOn);
  api.use('/api/v1/*', readKey, limitRequests(createRequestLimit()));
  api.use('/api/v1/*', async (c, next) => {
    if (needsKey(api, c.req) && c.get('ctx').actor.kind === 'nobody') return askForKey();
    return next();
  });
  api.use('/api/v1/*', checkBody(api));
  for (const root of ROOTS)
    api.get(root, (c) =>
      prefersPages(c.req.header('accept'))
        ? c.redirect(REFERENCE)
        : c.json({ reference: REFERENCE, description: DESCRIPTION }),
    );
  mountEventsApi(api);
  mountScheduleApi(api);
  mountSessionsApi(api);
  mountPeopleApi(api);
  mountTicketsApi(api);
  mountRecordsApi(api);
  mountPassesApi(api);
  mountOrdersApi(api);
  mountAttendeesApi(api);
  describeReservationsApi(api);
  mountChangesApi(api);
  mountWebhooksApi(api);
  describe(api);
  api.notFound((c) => refuseAddress(api, c.req));
  api.onError(refuse);
  return api;
}

/**
 * What is read is asked for anew each time, and may be read by the pages of other websites: it is public unless a key
 * is sent, and a page cannot make a browser send one. What changes something is kept nowhere.
 */
const shareReading: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
  const preflight = answerPreflight(c.req.method, c.req.raw.headers);
  if (preflight) return preflight;
  await next();
  const usual = c.req.header('authorization') === undefined ? 'no-cache' : 'private, no-cache';
  c.header('cache-control', reads && c.res.status < 400 ? usual : 'no-store');
  c.header('vary', 'authorization, accept, accept-encoding');
  if (reads) for (const [name, value] of Object.entries(SHARED_READING)) c.header(name, value);
  return undefined;
};

/** Answered before this shell looks at the request, by `serveReservations`. */
const RESERVING = 'reserveTickets';

/**
 * A body is read before anything else looks at it: bounded, as JSON whose texts can be stored. Operations without one,
 * and addresses without an operation, go on as they are.
 */
function checkBody(api: OpenAPIHono<ApiEnv>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const { method, path } = c.req;
    const takes =
      method !== 'GET' &&
      method !== 'HEAD' &&
      routesOf(api).some(
        (route) =>
          route.request?.body &&
          route.operationId !== RESERVING &&
          route.method.toUpperCase() === method &&
          isAddressOf(route.path, path),
      );
    if (takes) {
      const body = await c.req.arrayBuffer().catch(refuseBody);
      if (body.byteLength > 0 && !isJson(c.req.header('content-type') ?? ''))
        throw new WrongType('unsupported_media_type.json');
      readJson(new Uint8Array(body));
    }
    return next();
  };
}

/** @throws TooLarge where the body was cut off at its limit */
function refuseBody(error: unknown): never {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if ((cause as { status?: unknown }).status === 413) throw new TooLarge('too_large.body');
  throw error;
}

/** Where an event has another name by now, that is said, as its pages do. */
const leadOn: MiddlewareHandler<ApiEnv> = async (c, next) => {
  await next();
  const { search, pathname } = new URL(c.req.url);
  const [, slug = '', rest = ''] = /^\/api\/v1\/events\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
  const moved = c.res.status === 404 && slug ? await findMovedEvent(c.get('ctx'), slug) : undefined;
  if (moved === undefined) return;
  const status = c.req.method === 'GET' || c.req.method === 'HEAD' ? 301 : 308;
  c.res = new Response(null, { status, headers: { location: `/api/v1/events/${moved}${rest}${search}` } });
};

/** Whether an operation is described as one that nobody uses without a key. */
function needsKey(api: OpenAPIHono<ApiEnv>, { method, path }: { method: string; path: string }): boolean {
  const route = routesOf(api).find((one) => one.method.toUpperCase() === method && isAddressOf(one.path, path));
  return route?.security !== undefined && !route.security.some((way) => Object.keys(way).length === 0);
}

function askForKey(): Response {
  return problem(401, plain('key_needed.key'), { 'www-authenticate': 'Bearer' });
}

const readKey: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const authorization = c.req.header('authorization');
  const ctx = runtimeCtx({ kind: 'nobody' });
  if (authorization !== undefined) {
    const actor = await findActorByApiKey(ctx, bearerOf(authorization));
    if (!actor) return problem(401, plain('unknown_key.key'), { 'www-authenticate': 'Bearer' });
    ctx.actor = actor;
  }
  c.set('ctx', ctx);
  return next();
};

const ABOUT = {
  openapi: '3.1.0',
  info: {
    title: 'Foyer',
    version: '1',
    description:
      'Events of this installation, their programmes, what they sell, and seats for buyers. What the public may see needs no key.',
    license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
  },
  tags: [
    { name: 'Events', description: 'What takes place, when and where.' },
    { name: 'Programme', description: 'The sessions of an event, and who speaks.' },
    { name: 'Tickets', description: 'What an event offers, and how to tell true tickets.' },
    { name: 'Orders', description: 'Seats for buyers, what was ordered, and who comes.' },
    { name: 'Webhooks', description: 'Addresses to which an organiser has sent what happens.' },
  ],
};

/** What comes with a key is counted, and every answer says how much is left. */
function limitRequests(count: ReturnType<typeof createRequestLimit>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const grant = grantOf(c.get('ctx').actor);
    if (grant === undefined) return next();
    const { allowed, retryAfter, headers } = count(grant.keyId, Date.now());
    if (!allowed) return problem(429, plain('too_many.requests'), { ...headers, 'retry-after': String(retryAfter) });
    await next();
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    return undefined;
  };
}

function describe(api: OpenAPIHono<ApiEnv>): void {
  api.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'A key of an account or an organiser: it may do what they may, as far as its scopes go.',
  });
  // What is declared stays the same while a process lives; only the address differs by who asks.
  let described: OpenAPIObject | undefined;
  api.get(DESCRIPTION, (c) => {
    const { origin: url } = new URL(c.req.url);
    described ??= withExamples(api.getOpenAPI31Document(ABOUT));
    const contact = { name: 'The operator of this installation', url };
    return c.json({ ...described, info: { ...described.info, contact }, servers: [{ url }] });
  });
}

/** Whether whoever asks is a browser that shows pages. */
function prefersPages(accept = ''): boolean {
  return accept.includes('text/html');
}

/** There is no such operation: with that method, or at all. */
function refuseAddress(api: OpenAPIHono<ApiEnv>, { method, path }: { method: string; path: string }): Response {
  const described = routesOf(api)
    .filter((route) => isAddressOf(route.path, path))
    .map((route) => route.method.toUpperCase());
  const methods = [...ROOTS, DESCRIPTION].includes(path) ? ['GET'] : described;
  if (methods.length === 0 || methods.includes(method))
    return problem(404, { code: 'not_found.operation', values: { method, path } });
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort().join(', ');
  return problem(405, { code: 'method_not_allowed.operation', values: { method, path, allow } }, { allow });
}

function routesOf(api: OpenAPIHono<ApiEnv>) {
  return api.openAPIRegistry.definitions.flatMap((one) => (one.type === 'route' ? [one.route] : []));
}

function isAddressOf(pattern: string, path: string): boolean {
  const [parts, given] = [pattern.split('/'), path.split('/')];
  return (
    parts.length === given.length &&
    parts.every((part, at) => (part.startsWith('{') ? given[at] !== '' : part === given[at]))
  );
}

function refuse(error: Error): Response {
  const mayWait = error instanceof TooMany || error instanceof Busy;
  const wait: Record<string, string> = mayWait ? { 'retry-after': String(error.retryAfter) } : {};
  if (error instanceof FoyerError) return answer(errorBody(error), error.status, wait);
  if (error instanceof HTTPException && error.status === 415) return problem(415, plain('unsupported_media_type.json'));
  if (error instanceof HTTPException && error.status === 400) return problem(422, plain('bad_request.json'));
  const refused = refusedValue(error);
  if (refused) {
    getRuntime().log.warn({ err: error }, REFUSED_VALUE);
    return answer(errorBody(refused, 'bad_request'), 422);
  }
  getRuntime().log.error({ err: error }, 'api request failed');
  const away = awayError(error);
  if (away) return answer(errorBody(away), away.status);
  return problem(500, plain('defect.request'));
}

const plain = (code: PlainProblem): Reason => ({ code, values: {} });

/** A refusal of the API's own. */
export function problem(status: number, reason: Reason, headers: Record<string, string> = {}): Response {
  return answer(problemBody(status, reason), status, headers);
}

function answer(body: string, status: number, headers: Record<string, string> = {}): Response {
  return new Response(body, { status, headers: { 'content-type': PROBLEM_TYPE, ...headers } });
}
