/** The keys by which tickets are told true, over REST. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { authorisePublicEvent } from '#features/events/server/policy.ts';
import { type ApiEnv, slugParameter } from '#platform/http/api-env.ts';
import { listTicketKeys } from './queries.ts';

const keyJson = z
  .object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), kid: z.string(), alg: z.literal('EdDSA'), use: z.literal('sig') })
  .openapi('TicketKey');

const keysRoute = createRoute({
  method: 'get',
  path: '/api/v1/events/{slug}/ticket-keys',
  summary: 'The public keys that sign the ticket codes of an event, the newest first: a JWK Set (RFC 7517, RFC 8037)',
  request: { params: slugParameter },
  responses: {
    200: {
      description: 'The keys. A code that none of them signed is not valid. docs/ticket-codes.md describes the codes',
      content: { 'application/json': { schema: z.object({ event: z.number().int().openapi({ description: 'What codes of this event call it' }), keys: z.array(keyJson) }) } },
    },
    404: { description: 'No such public event' },
  },
});

export function mountPassesApi(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(keysRoute, async (c) => {
    const ctx = c.get('ctx');
    const scope = await authorisePublicEvent(ctx, c.req.valid('param').slug);
    return c.json({ event: scope.eventId, keys: await listTicketKeys(ctx, scope) }, 200);
  });
}
