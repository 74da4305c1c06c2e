/** Reservations over REST, as the API describes itself. `serveReservations` answers them, before the API is asked. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type ApiEnv, slugParameter } from '#platform/http/api-env.ts';
import { DISCOUNT_REFUSALS } from '#features/prices/discount.ts';
// These schemas may be older than the library's `openapi`, whatever is loaded first: they are described by zod's own means.
import { idempotencyKey, wishBody } from './inputs.ts';

const discount = z
  .union([z.object({ minor: z.number().int() }), z.object({ refused: z.enum(DISCOUNT_REFUSALS) })])
  .openapi({ description: 'Where the code is a discount code: what it takes off, or why it takes nothing off. The seats are held either way' });

const orderJson = z
  .object({
    code: z.string(),
    secret: z.string().openapi({ description: 'With the code the address of the order: /orders/{code}/{secret}' }),
    heldUntil: z.string().nullable(),
    currency: z.string(),
    totalMinor: z.number().int().openapi({ description: 'In the currency’s minor unit: by the list, or with a discount code what is to be paid' }),
    discount: discount.optional(),
  })
  .openapi('Reservation');

const answer = { content: { 'application/json': { schema: z.object({ order: orderJson }) } } };

const reserveRoute = createRoute({
  method: 'post',
  path: '/api/v1/events/{slug}/reservations',
  summary: 'Hold seats for a buyer, who then says at the address of the order who it is for',
  request: {
    params: slugParameter,
    headers: z.object({ 'idempotency-key': idempotencyKey.describe('A key of your own for this wish: sent again, it is the same order') }),
    body: { required: true, content: { 'application/json': { schema: wishBody.describe('`code` is an access code, a discount code, or both, as in the shop') } } },
  },
  responses: {
    201: { description: 'Held', ...answer },
    200: { description: 'Held before, under the same key', ...answer },
    404: { description: 'No such public event' },
    409: { description: '`sold_out`, with how many are left; `key_reused` where the key stands for another wish' },
    422: { description: 'The wish or its code is refused; `problems` says what of it' },
  },
});

export function describeOrdersApi(api: OpenAPIHono<ApiEnv>): void {
  api.openAPIRegistry.registerPath(reserveRoute);
}
