/** The keys by which tickets are told true, over REST. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { authorisePublicEvent } from '#features/events/server/policy.ts';
import { type ApiEnv, json, KEY_IF_ANY, refusals, slugParameter } from '#platform/http/api-env.ts';
import { listTicketKeys } from './queries.ts';

const keyJson = z
  .object({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string().openapi({
      description: 'The public key, in base64url',
      example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    }),
    kid: z.string().openapi({ description: 'The generation that codes name', example: '1' }),
    alg: z.literal('EdDSA'),
    use: z.literal('sig'),
  })
  .openapi('TicketKey');

const keysRoute = createRoute({
  method: 'get',
  path: '/api/v1/events/{slug}/ticket-keys',
  operationId: 'listTicketKeys',
  tags: ['Tickets'],
  summary: 'The public keys that sign the ticket codes of an event',
  description: 'The newest first, as a JWK Set (RFC 7517, RFC 8037). A code that none of them signed is not valid.',
  security: KEY_IF_ANY,
  request: { params: slugParameter },
  responses: {
    200: {
      description: 'The keys',
      ...json(
        z.object({
          event: z.number().int().openapi({ description: 'What codes of this event call it' }),
          keys: z.array(keyJson),
        }),
      ),
    },
    ...refusals({ 404: '`not_found`: there is no such event, or it is not yours to know of' }),
  },
});

export function mountPassesApi(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(keysRoute, async (c) => {
    const ctx = c.get('ctx');
    const scope = await authorisePublicEvent(ctx, c.req.valid('param').slug);
    return c.json({ event: scope.eventId, keys: await listTicketKeys(ctx, scope) }, 200);
  });
}
