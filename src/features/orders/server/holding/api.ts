/** Reservations over REST, as the API describes itself. `serveReservations` answers them, before the API is asked. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type ApiEnv, json, KEY_IF_ANY, refusals, slugParameter } from '#platform/http/api-env.ts';
import { DISCOUNT_REFUSALS } from '#features/prices/discount.ts';
// These schemas may be older than the library's `openapi`, whatever is loaded first: they are described by zod's own
// means.
import { ORDER_STATES } from '../../order.ts';
import { idempotencyKey, reservationBody } from '../inputs.ts';

const discount = z
  .union([z.object({ minor: z.number().int() }), z.object({ refused: z.enum(DISCOUNT_REFUSALS) })])
  .openapi({
    description:
      'Where the code is a discount code: what it takes off, or why it takes nothing off. The seats are held either way',
  });

const orderJson = z
  .object({
    code: z.string().openapi({ description: 'The name of the order', example: 'K7PW2MHX' }),
    state: z.enum(ORDER_STATES).openapi({
      description: '`reserved`: its seats are held. Sent again, what became of it; `expired` once its time ran out',
    }),
    secret: z.string().nullable().openapi({
      description:
        'With the code the address of the order: /orders/{code}/{secret}. null once it is not `reserved` any more',
    }),
    heldUntil: z.string().nullable().openapi({
      format: 'date-time',
      description: 'Until when its seats are held, in UTC; null once it is not `reserved` any more',
    }),
    currency: z.string().openapi({ description: 'ISO 4217', example: 'EUR' }),
    totalMinor: z.number().int().openapi({
      description: 'In the currency’s minor unit: by the list, or with a discount code what is to be paid',
      example: 2500,
    }),
    discount: discount.optional(),
  })
  .openapi('Reservation');

const answer = json(z.object({ order: orderJson }));

const reserveRoute = createRoute({
  method: 'post',
  path: '/api/v1/events/{slug}/reservations',
  operationId: 'reserveTickets',
  tags: ['Orders'],
  summary: 'Hold seats for a buyer',
  security: KEY_IF_ANY,
  description:
    'The buyer says at the address of the order, /orders/{code}/{secret}, who it is for, and pays there. Sent again with the same `Idempotency-Key` within 15 minutes it is the same order, whatever happened on the way.',
  request: {
    params: slugParameter,
    headers: z.object({
      'Idempotency-Key': idempotencyKey
        .describe(
          'A random key of your own for this request: a UUID, or 22 to 100 characters of A–Z, a–z, 0–9, - and _',
        )
        .meta({ example: '4f0c2e4a-7b0d-4f57-9d5e-1d0c9a5b7e21' }),
    }),
    body: {
      required: true,
      content: {
        'application/json': {
          schema: reservationBody.describe(
            '`code` is an access code, a discount code, or both, as in the shop. `amountMinor` is what each ticket of a donation is to give',
          ),
          example: { lines: [{ ticketType: 1, quantity: 2 }] },
        },
      },
    },
  },
  responses: {
    201: { description: 'Held', ...answer },
    200: { description: 'Held before, under the same key', ...answer },
    ...refusals({
      404: '`not_found`: there is no such public event',
      409: '`sold_out`: `left` says how many can still be had. `key_lapsed`: it was used more than 15 minutes ago',
      413: '`too_large`: the body has more than 16 KiB',
      415: '`unsupported_media_type`: the body is not sent as `application/json`',
      422: '`bad_request`: not as described. `weak_key`: the key is too short or not random. `key_reused`: it stands for another request. `unknown_code`: the code does nothing here. `closed`, `unknown_type`, `not_on_sale`, `too_few`, `too_many`, `too_little`: the line that `problems` names cannot be had so',
      429: '`too_many`: too many codes were tried from this network, or with this key; a key of the event’s team has no such limit. `too_many_held`: so many seats are held from this network that nobody has ordered yet. Complete those orders, or ask again with the same key after the seconds that `Retry-After` says',
      503: '`rush`: too many wait for seats; ask again with the same key after the seconds that `Retry-After` says',
    }),
  },
});

export function describeReservationsApi(api: OpenAPIHono<ApiEnv>): void {
  api.openAPIRegistry.registerPath(reserveRoute);
}
