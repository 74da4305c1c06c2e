/** How endpoints are named in the record, and what the API says of them and of what they are sent. */
import { z } from '@hono/zod-openapi';
import { CHANGE_TYPES } from '#features/changes/change.ts';
import { type Instant, isoUtc } from '#platform/time.ts';
import { DELIVERY_STATES } from '../webhook.ts';
import type { Delivery, Webhook } from './queries.ts';

/** Without its path, which may hold what lets its reader in. */
export function nameWebhook(url: string): string {
  return new URL(url).host;
}

const utc = z.string().openapi({ format: 'date-time', example: '2027-05-08T08:30:00Z' });

export const webhookJson = z
  .object({
    id: z.string().openapi({ format: 'uuid', example: '4f0c2e4a-7b0d-4f57-9d5e-1d0c9a5b7e21' }),
    url: z.string().openapi({ format: 'uri', example: 'https://programs.example/foyer' }),
    types: z.array(z.enum(CHANGE_TYPES)).nullable().openapi({ description: 'null: all types', example: null }),
    event: z.string().nullable().openapi({ description: 'The slug of the only event; null: all events' }),
    on: z.boolean().openapi({ description: 'Whether it is sent anything', example: true }),
    off: z.enum(['person', 'gone', 'failing']).nullable().openapi({
      description:
        'Why it is off: somebody wanted so, it answered 410, or nothing arrived for five days. null where it is on',
      example: null,
    }),
    failingSince: utc.nullable().openapi({ description: 'Since when nothing arrives; null where it does' }),
    oldSecretUntil: utc.nullable().openapi({ description: 'Until when the secret before signs too' }),
    createdAt: utc,
  })
  .openapi('Webhook');

export const deliveryJson = z
  .object({
    id: z.string().openapi({ description: '`webhook-id` of every attempt', example: 'chg_1841' }),
    type: z.string().openapi({ description: 'A type of the feed of changes, or `test`', example: 'order.completed' }),
    timestamp: utc,
    state: z.enum(DELIVERY_STATES).openapi({ description: '`failed`: the last attempt failed too' }),
    attempts: z.number().int(),
    triedAt: utc.nullable(),
    nextAt: utc.nullable().openapi({ description: 'When it is sent again; null where that is over' }),
    status: z.number().int().nullable().openapi({ description: 'The status of the last answer', example: 204 }),
    answer: z.string().openapi({ description: 'Its first bytes, or what went wrong on the way' }),
    fault: z.enum(['', 'private', 'slow', 'network', 'secret']).openapi({
      description:
        'Why there was no answer: the address is not public, it took too long, it could not be reached, or the secret cannot be read since `FOYER_SECRET` was changed',
    }),
  })
  .openapi('WebhookDelivery');

const utcOrNull = (at: Instant | null): string | null => (at === null ? null : isoUtc(at));

export function presentWebhook(webhook: Webhook): z.infer<typeof webhookJson> {
  const { id, url, types, event, off, failingSince, oldSecretUntil, createdAt } = webhook;
  return {
    id,
    url,
    types: types as z.infer<typeof webhookJson>['types'],
    event,
    on: off === null,
    off,
    failingSince: utcOrNull(failingSince),
    oldSecretUntil: utcOrNull(oldSecretUntil),
    createdAt: isoUtc(createdAt),
  };
}

export function presentDelivery(delivery: Delivery): z.infer<typeof deliveryJson> {
  const { changeId, type, at, state, attempts, triedAt, dueAt, status, answer, fault } = delivery;
  return {
    id: `chg_${changeId}`,
    type,
    timestamp: isoUtc(at),
    state,
    attempts,
    triedAt: utcOrNull(triedAt),
    nextAt: utcOrNull(dueAt),
    status,
    answer,
    fault: fault as z.infer<typeof deliveryJson>['fault'],
  };
}
