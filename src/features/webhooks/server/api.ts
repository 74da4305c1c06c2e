/** Endpoints of an organizer over REST. A program may add them with a key that has `webhooks:write`. */
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { CHANGE_TYPES } from '#features/changes/change.ts';
import type { Right } from '#features/organizers/organizer.ts';
import { authoriseOrganizer, type OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { ApiEnv } from '#platform/http/api-env.ts';
import { nextJson, nextPage, pageParameters, readCursor } from '#platform/http/cursor.ts';
import { type Answered, type Asked, mountOperation, type Operation } from '#platform/http/operation.ts';
import { DELIVERY_STATES, type DeliveryState, URL_LENGTH } from '../webhook.ts';
import { createWebhook, type WebhookInput } from './create-webhook.ts';
import { deleteWebhook } from './delete-webhook.ts';
import { deliveryJson, presentDelivery, presentWebhook, webhookJson } from './present.ts';
import { getWebhook, listDeliveries, listWebhooks } from './queries.ts';
import { rotateSecret } from './rotate-secret.ts';
import { replayDeliveries, sendTest } from './send-again.ts';
import { updateWebhook, type WebhookChange } from './update-webhook.ts';

const LIST = '/api/v1/organizers/{organizer}/webhooks';
const ONE = `${LIST}/{webhook}`;

const ofOrganizer = z.object({
  organizer: z.string().openapi({
    param: { name: 'organizer', in: 'path', description: 'The name of the organiser in its addresses' },
    example: 'lantern-society',
  }),
});
const ofWebhook = ofOrganizer.extend({
  webhook: z.string().openapi({
    param: { name: 'webhook', in: 'path', description: 'Its id' },
    example: '4f0c2e4a-7b0d-4f57-9d5e-1d0c9a5b7e21',
  }),
});
const ofDelivery = ofWebhook.extend({
  delivery: z.string().openapi({
    param: { name: 'delivery', in: 'path', description: 'The id of what was sent' },
    example: 'chg_1841',
  }),
});

const fields = {
  url: z
    .string()
    .max(URL_LENGTH)
    .openapi({ description: 'Begins with `https://`', example: 'https://programs.example/foyer' }),
  types: z.array(z.enum(CHANGE_TYPES)).min(1).nullable().openapi({
    description: 'Types of the feed of changes; null: all. The key has to see what they report',
  }),
  event: z.string().max(200).nullable().openapi({ description: 'The slug of the only event; null: all events' }),
};
const newWebhook = z.strictObject({ ...fields, types: fields.types.default(null), event: fields.event.default(null) });
const webhookChange = z
  .strictObject({ ...fields, on: z.boolean().openapi({ description: 'false switches it off' }) })
  .partial();
const secret = z.string().openapi({
  description: 'For checking signatures. It is not shown again',
  example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwx3r5v1yT0kU=',
});
const replayed = z.object({ replayed: z.number().int().openapi({ description: 'How many are sent' }) });
const span = z.strictObject({
  since: z.iso.datetime({ offset: true }).openapi({ format: 'date-time', description: 'From this moment on' }),
  until: z.iso
    .datetime({ offset: true })
    .optional()
    .openapi({ format: 'date-time', description: 'Before this moment; now where it is not said' }),
});

const EXAMPLE = { url: 'https://programs.example/foyer', types: ['order.completed'] };
const REFUSED = {
  403: '`forbidden`: your role or key does not allow this',
  404: '`not_found`: there is no such organiser, webhook or delivery',
} as const;
const OFF = { ...REFUSED, 409: '`webhook_off`: switch it on first' } as const;

type Act = (ctx: Ctx, organizer: OrganizerScope, asked: Asked & { id: string }) => Promise<Answered>;
type Part = Pick<Operation<Right>, 'id' | 'method' | 'path' | 'summary' | 'answer' | 'params'> &
  Partial<Operation<Right>>;

export function mountWebhooksApi(api: OpenAPIHono<ApiEnv>): void {
  const mount = (part: Part, act: Act): void =>
    mountOperation<Right, OrganizerScope>(
      api,
      { tag: 'Webhooks', right: 'manage-webhooks', refused: REFUSED, ...part },
      (ctx, { params }) => authoriseOrganizer(ctx, String(params.organizer), 'manage-webhooks'),
      (ctx, asked, organizer) => act(ctx, organizer, { ...asked, id: String(asked.params.webhook) }),
    );
  mountEndpoints(mount);
  mountSecret(mount);
  mountDeliveries(mount);
}

type Mount = (part: Part, act: Act) => void;

function mountEndpoints(mount: Mount): void {
  mount(
    {
      id: 'listWebhooks',
      method: 'get',
      path: LIST,
      params: ofOrganizer,
      summary: 'List the webhooks of an organiser',
      answer: { status: 200, description: 'All of them', schema: z.object({ webhooks: z.array(webhookJson) }) },
    },
    async (ctx, organizer) => ({ body: { webhooks: (await listWebhooks(ctx, organizer)).map(presentWebhook) } }),
  );
  mount(
    {
      id: 'createWebhook',
      method: 'post',
      path: LIST,
      params: ofOrganizer,
      summary: 'Add a webhook',
      body: { schema: newWebhook, example: EXAMPLE },
      answer: { status: 201, description: 'It, with its secret', schema: webhookJson.extend({ secret }) },
      refused: { ...REFUSED, 409: '`too_many_webhooks`: delete one first' },
    },
    async (ctx, organizer, { body, path }) => {
      const made = await createWebhook(ctx, organizer, body as WebhookInput);
      const webhook = presentWebhook(await getWebhook(ctx, organizer, made.id));
      return { body: { ...webhook, secret: made.secret }, location: `${path}/${made.id}` };
    },
  );
  mount(
    {
      id: 'getWebhook',
      method: 'get',
      path: ONE,
      params: ofWebhook,
      summary: 'Get a webhook',
      answer: { status: 200, description: 'The webhook', schema: webhookJson },
    },
    answerOne,
  );
  mount(
    {
      id: 'updateWebhook',
      method: 'patch',
      path: ONE,
      params: ofWebhook,
      summary: 'Change a webhook, or switch it off or on',
      description:
        'A merge patch: what is not said stays as it is. Switched off, it gathers nothing; what waits is sent once it is on again.',
      body: { schema: webhookChange, example: { on: false } },
      answer: { status: 200, description: 'The webhook as it is now', schema: webhookJson },
    },
    async (ctx, organizer, asked) => {
      await updateWebhook(ctx, organizer, asked.id, asked.body as WebhookChange);
      return answerOne(ctx, organizer, asked);
    },
  );
  mount(
    {
      id: 'deleteWebhook',
      method: 'delete',
      path: ONE,
      params: ofWebhook,
      summary: 'Delete a webhook and its deliveries',
      answer: { status: 204, description: 'It is gone' },
    },
    async (ctx, organizer, { id }) => {
      await deleteWebhook(ctx, organizer, id);
      return {};
    },
  );
}

const answerOne: Act = async (ctx, organizer, { id }) => ({
  body: presentWebhook(await getWebhook(ctx, organizer, id)),
});

function mountSecret(mount: Mount): void {
  mount(
    {
      id: 'rotateWebhookSecret',
      method: 'post',
      path: `${ONE}/secret`,
      params: ofWebhook,
      summary: 'Make another secret for a webhook',
      description: 'For 24 hours both secrets sign, so that the receiver can change from one to the other.',
      answer: { status: 200, description: 'The new secret', schema: z.object({ secret }) },
    },
    async (ctx, organizer, { id }) => ({ body: { secret: await rotateSecret(ctx, organizer, id) } }),
  );
  mount(
    {
      id: 'testWebhook',
      method: 'post',
      path: `${ONE}/test`,
      params: ofWebhook,
      summary: 'Send a webhook a test change',
      answer: {
        status: 200,
        description: 'The id of what is sent; its delivery says what was answered',
        schema: z.object({ id: z.string().openapi({ example: 'chg_1841' }) }),
      },
      refused: OFF,
    },
    async (ctx, organizer, { id }) => ({ body: { id: `chg_${await sendTest(ctx, organizer, id)}` } }),
  );
}

function mountDeliveries(mount: Mount): void {
  mount(
    {
      id: 'listWebhookDeliveries',
      method: 'get',
      path: `${ONE}/deliveries`,
      params: ofWebhook,
      summary: 'List what a webhook was sent',
      description: 'The newest first, page by page. Kept for 30 days.',
      query: z.object({
        ...pageParameters,
        state: z.enum(DELIVERY_STATES).optional().openapi({ description: 'Only those in this state' }),
      }),
      answer: {
        status: 200,
        description: 'The deliveries',
        schema: z.object({ deliveries: z.array(deliveryJson), next: nextJson }),
      },
    },
    listPage,
  );
  mount(
    {
      id: 'replayWebhookDelivery',
      method: 'post',
      path: `${ONE}/deliveries/{delivery}/replay`,
      params: ofDelivery,
      summary: 'Send something to a webhook again, under the same id',
      answer: { status: 200, description: 'It is sent', schema: replayed },
      refused: OFF,
    },
    async (ctx, organizer, { id, params }) => {
      const [, digits] = /^chg_(\d{1,15})$/.exec(String(params.delivery)) ?? [];
      if (digits === undefined) throw new NotFound('not_found.delivery');
      return { body: { replayed: await replayDeliveries(ctx, organizer, id, { changeId: Number(digits) }) } };
    },
  );
  mount(
    {
      id: 'replayWebhook',
      method: 'post',
      path: `${ONE}/replay`,
      params: ofWebhook,
      summary: 'Send a webhook everything of a time span, again or for the first time',
      description:
        'What happened in the span and is of its types and events: also what it was never sent, since it was off. Each keeps its id.',
      body: { schema: span, example: { since: '2027-05-08T06:00:00Z', until: '2027-05-08T09:00:00Z' } },
      answer: { status: 200, description: 'How much that is', schema: replayed },
      refused: OFF,
    },
    async (ctx, organizer, { id, body }) => {
      const { since, until } = body as { since: string; until?: string };
      const range = { since: Date.parse(since), until: until === undefined ? ctx.now : Date.parse(until) };
      return { body: { replayed: await replayDeliveries(ctx, organizer, id, range) } };
    },
  );
}

type Query = { limit: number; after?: string; state?: DeliveryState };

const listPage: Act = async (ctx, organizer, { id, query, path }) => {
  const { limit, after, state } = query as Query;
  const webhook = await getWebhook(ctx, organizer, id);
  const of = { path, state };
  const place = after === undefined ? undefined : readCursor(after, of);
  const found = await listDeliveries(ctx, webhook, { state, before: place?.after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const last = { after: page.at(-1)?.changeId ?? 0, asOf: place?.asOf ?? ctx.now };
  const next = found.length > limit ? nextPage(path, { state, limit }, last, of) : null;
  return { body: { deliveries: page.map(presentDelivery), next }, next };
};
