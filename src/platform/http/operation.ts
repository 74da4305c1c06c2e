/**
 * One operation of the API, declared once: from it come the route, its entry in the description (OpenAPI) and its row
 * in the walk over roles (`tests/roles`).
 */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { transact } from '../transact.ts';
import type { Ctx } from '../ctx.ts';
import { type ApiEnv, BODY_REFUSALS, json, KEY_NEEDED, refusals } from './api-env.ts';
import { PreconditionFailed } from '../errors.ts';
import { answerOnce, type Repeatable } from './answer-once.ts';

type Refused = Parameters<typeof refusals>[0];

/** `Right` is the product's own list of rights. */
export type Operation<Right extends string> = {
  id: string;
  method: 'get' | 'post' | 'patch' | 'delete';
  path: string;
  tag: string;
  summary: string;
  description?: string;
  /** What the owner of the key must be allowed there. */
  right: Right;
  params: z.ZodObject;
  query?: z.ZodObject;
  body?: { schema: z.ZodType; example: object };
  answer: { status: 200 | 201 | 204; description: string; schema?: z.ZodType; example?: unknown };
  /** Whether its answer carries an `ETag`, or it takes one as `If-Match`. */
  tagged?: boolean;
  /** Refusals besides those that such an operation has anyway. */
  refused?: Refused;
};

export type Asked = {
  params: Record<string, unknown> & { slug: string; number: number };
  query: Record<string, unknown>;
  body: Record<string, unknown>;
  /** Refuses where the request was made for another state of what is there. @throws PreconditionFailed */
  requireMatch: (tag: string) => void;
  path: string;
};
export type Answered = { body?: object; tag?: string; location?: string; next?: string | null };

const TAG = {
  ETag: { description: 'Its state; send it as `If-Match` with a change', schema: { type: 'string', example: '"3"' } },
} as const;

const matchHeader = z.object({
  'if-match': z.string().optional().openapi({
    description: 'The `ETag` that was read: what has changed since is left alone, and answered by 412',
    example: '"3"',
  }),
});

/**
 * Adds the operation. What changes something runs in one transaction. `authorise` comes first, also before a request
 * that is repeated gets its answer again.
 */
export function mountOperation<Right extends string, Scope>(
  api: OpenAPIHono<ApiEnv>,
  operation: Operation<Right>,
  authorise: (ctx: Ctx, asked: Asked) => Promise<Scope>,
  act: (ctx: Ctx, asked: Asked, scope: Scope) => Promise<Answered>,
): void {
  const { status } = operation.answer;
  api.openapi(createRoute(describe(operation)), (async (c: Context<ApiEnv>) => {
    const read = (part: 'param' | 'query' | 'json'): Record<string, unknown> =>
      (c.req.valid as (part: string) => Record<string, unknown> | undefined)(part) ?? {};
    const asked = {
      params: read('param') as Asked['params'],
      query: operation.query ? read('query') : {},
      body: operation.body ? read('json') : {},
      requireMatch: (tag: string) => requireMatch(c.req.header('if-match'), tag),
      path: c.req.path,
    };
    const ctx = c.get('ctx');
    const { body, tag, location, next } = await (operation.method === 'get'
      ? act(ctx, asked, await authorise(ctx, asked))
      : transact(ctx, async (ctx) => {
          const scope = await authorise(ctx, asked);
          return answerOnce(ctx, repeatableOf(c, asked.body), () => act(ctx, asked, scope));
        }));
    const headers = {
      ...(tag && { etag: tag }),
      ...(location && { location }),
      ...(next && { link: `<${next}>; rel="next"` }),
    };
    return status === 204 ? c.body(null, 204, headers) : c.json(body ?? {}, status, headers);
  }) as never);
}

/** A POST with an Idempotency-Key; anything else may be repeated as it is. */
export function repeatableOf({ req }: Context<ApiEnv>, body: unknown): Repeatable {
  const key = req.method === 'POST' ? req.header('idempotency-key') : undefined;
  return { key, method: req.method, path: req.path, body };
}

/** The header of every POST. */
export const onceHeader = z.object({
  'idempotency-key': z.string().optional().openapi({
    description: 'The same request again within a day, under the same key of yours, is done once and answered the same',
    example: '5f0c1a52-9d0b-4c0e-8a57-2f0de2a6b6a1',
  }),
});

/** What a POST says besides of its refusals. */
export const ONCE_REFUSALS = {
  409: '`idempotency_key_busy`: the first request with this key still runs',
  422: '`idempotency_key_reused`: another request had this key',
} as const;

function describe<Right extends string>(operation: Operation<Right>) {
  const { id, method, path, tag, summary, description, right, params, query, body, answer, tagged } = operation;
  // Names of events and codes of orders are found, or not.
  const isChecked = Boolean(body ?? query) || 'number' in params.shape;
  const takesMatch = tagged && (method === 'patch' || method === 'delete');
  return {
    method,
    path,
    operationId: id,
    tags: [tag],
    summary,
    ...(description && { description }),
    security: KEY_NEEDED,
    'x-right': right,
    request: {
      params,
      ...(query && { query }),
      ...(takesMatch && { headers: matchHeader }),
      ...(method === 'post' && { headers: onceHeader }),
      ...(body && {
        body: { required: true, content: { 'application/json': { schema: body.schema, example: body.example } } },
      }),
    },
    responses: {
      [answer.status]: {
        description: answer.description,
        ...(tagged && method !== 'delete' && { headers: TAG }),
        ...(answer.schema && withExample(json(answer.schema), answer.example)),
      },
      ...refusals(
        withOnce(method, {
          403: '`forbidden`: your role does not allow this, or the event is not your team’s',
          404: '`not_found`: there is no such event, or nothing of that number in it',
          ...(isChecked && { 422: '`bad_request` or `invalid`: `problems` says what cannot be used' }),
          ...(body && BODY_REFUSALS),
          ...(takesMatch && { 412: '`changed`: it is no longer as `If-Match` says' }),
          ...operation.refused,
        }),
      ),
    },
  };
}

/** The refusals with those of a POST beside them. */
export function withOnce(method: string, refused: Refused): Refused {
  if (method !== 'post') return refused;
  const joined = Object.entries(ONCE_REFUSALS).map(([status, text]) => [
    status,
    [refused[Number(status) as 409 | 422], text].filter(Boolean).join('. '),
  ]);
  return { ...refused, ...(Object.fromEntries(joined) as Refused) };
}

function withExample<C extends { content: { 'application/json': object } }>({ content }: C, example: unknown) {
  return {
    content: { 'application/json': { ...content['application/json'], ...(example !== undefined && { example }) } },
  };
}

/** @throws PreconditionFailed where none of the tags that were sent is this one */
function requireMatch(sent: string | undefined, tag: string): void {
  if (sent === undefined || sent.trim() === '*') return;
  // What was compressed on its way carries its tag as a weak one.
  const tags: string[] = sent.match(/"[^"]*"/g) ?? [];
  if (!tags.includes(tag)) throw new PreconditionFailed('changed.record');
}
