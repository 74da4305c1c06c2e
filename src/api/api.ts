/** The REST shell: mounts each feature's operations, renders errors as problem+json, describes itself. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { findActorByApiKey } from '#features/accounts/server/queries.ts';
import { mountEventsApi } from '#features/events/server/api.ts';
import { describeOrdersApi } from '#features/orders/server/api.ts';
import { mountPassesApi } from '#features/passes/server/api.ts';
import { mountScheduleApi } from '#features/schedule/server/api.ts';
import { mountTicketsApi } from '#features/tickets/server/api.ts';
import { awayError } from '#platform/database-away.ts';
import { FoyerError, Invalid } from '#platform/errors.ts';
import type { ApiEnv } from '#platform/http/api-env.ts';
import { getRuntime, runtimeCtx } from '#platform/runtime.ts';

/** The whole API under /api/v1. */
export function createApi(): OpenAPIHono<ApiEnv> {
  const api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const problems = result.error.issues.map((issue) => ({ where: issue.path.join('.'), message: issue.message }));
      throw new Invalid('The request is not as described', problems, 'bad_request');
    },
  });
  api.use('/api/v1/*', async (c, next) => {
    const authorization = c.req.header('authorization');
    const ctx = runtimeCtx({ kind: 'nobody' });
    if (authorization !== undefined) {
      const actor = await findActorByApiKey(ctx, /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '');
      if (!actor) return problem(401, 'unknown_key', 'This API key is unknown, expired or revoked. Send "Authorization: Bearer KEY".');
      ctx.actor = actor;
    }
    c.set('ctx', ctx);
    return next();
  });
  mountEventsApi(api);
  describeOrdersApi(api);
  mountPassesApi(api);
  mountScheduleApi(api);
  mountTicketsApi(api);
  api.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer', description: 'A key of your account: it may do what you may do.' });
  api.doc31('/api/v1/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Foyer', version: '1', description: 'Events, sessions and speakers of this installation.' },
  });
  api.notFound((c) => problem(404, 'not_found', `There is no ${c.req.method} ${c.req.path}`));
  api.onError((error) => {
    if (error instanceof FoyerError) return problem(error.status, error.code, error.message, error instanceof Invalid ? error.problems : undefined);
    getRuntime().log.error({ err: error }, 'api request failed');
    const away = awayError(error);
    if (away) return problem(away.status, away.code, away.message);
    return problem(500, 'defect', 'Something went wrong on our side. It is in the log.');
  });
  return api;
}

/** RFC 9457. */
function problem(status: number, code: string, detail: string, problems?: unknown): Response {
  return new Response(JSON.stringify({ type: `urn:foyer:problem:${code}`, title: code, status, detail, ...(problems ? { problems } : {}) }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });
}
