/** Who may have what sent where. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import '#entry/features.ts';
import { createOrganizerKey } from '#features/api-keys/server/create-api-key.ts';
import { findActorByApiKey } from '#features/api-keys/server/queries.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { problem } from '#platform/errors.ts';
import { getRuntime } from '#platform/runtime.ts';
import { openBareFoyer } from '#testing/bare-foyer.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { MOST_WEBHOOKS } from '../webhook.ts';
import { createWebhook, type WebhookInput } from './create-webhook.ts';
import { deleteWebhook } from './delete-webhook.ts';
import { getWebhook, listWebhooks } from './queries.ts';
import { rotateSecret } from './rotate-secret.ts';
import { updateWebhook } from './update-webhook.ts';

const { database, db, system, organizer } = await openBareFoyer();
const owner = await makeUser(system, { organizer, role: 'owner' });
const proven = { ...system, actor: { ...owner, provenAt: Date.now() } };
const HOOK: WebhookInput = { url: 'https://programs.example/foyer', types: ['event.moved'], event: null };

/** A program with a key of the organizer's own. */
async function programWith(scopes: string[]): Promise<Ctx> {
  const { key } = await createOrganizerKey(proven, organizer, { name: 'Program', scopes });
  return database.ctx(await findActorByApiKey(system, key));
}

const create = (ctx: Ctx, values: Partial<WebhookInput> = {}) => createWebhook(ctx, organizer, { ...HOOK, ...values });

describe('an address', () => {
  const REFUSED: [url: string, code: string][] = [
    ['programs.example', 'webhook_url'],
    ['http://programs.example/', 'webhook_url'],
    ['ftp://programs.example/', 'webhook_url'],
    ['https://ada:secret@programs.example/', 'webhook_url'],
    [`https://programs.example/${'x'.repeat(2000)}`, 'webhook_url'],
    ['https://127.0.0.1/', 'webhook_private'],
    ['https://2130706433/', 'webhook_private'],
    ['https://0x7f.1/', 'webhook_private'],
    ['https://10.0.0.7/', 'webhook_private'],
    ['https://169.254.169.254/latest/meta-data', 'webhook_private'],
    ['https://[::1]/', 'webhook_private'],
    ['https://[::ffff:127.0.0.1]/', 'webhook_private'],
    ['https://[fd00::1]/', 'webhook_private'],
  ];
  for (const [url, code] of REFUSED)
    test(`${url.slice(0, 60)} is refused`, async () => {
      const problems = [problem('url', `field.${code}` as 'field.webhook_url')];
      await assert.rejects(create(proven, { url }), { code: 'invalid', problems });
    });

  test('that is not public is taken where the operator allows it', async () => {
    const { config } = getRuntime();
    config.webhooksAnywhere = true;
    const { id } = await create(proven, { url: 'http://10.0.0.7:8080/hook#top' });
    config.webhooksAnywhere = false;
    assert.equal((await getWebhook(system, organizer, id)).url, 'http://10.0.0.7:8080/hook');
  });
});

test('people prove of late who they are where one is made, its address is another, or its secret is shown', async () => {
  const stale = { ...system, actor: owner };
  const { id } = await create(proven);
  const refused = { code: 'prove_first' };
  await assert.rejects(create(stale), refused);
  await assert.rejects(rotateSecret(stale, organizer, id), refused);
  await assert.rejects(updateWebhook(stale, organizer, id, { url: 'https://other.example/' }), refused);
  await updateWebhook(stale, organizer, id, { types: ['event.cancelled'], on: false });
  const { url, types, off } = await getWebhook(system, organizer, id);
  assert.deepEqual([url, types, off], [HOOK.url, ['event.cancelled'], 'person']);
  await updateWebhook(proven, organizer, id, { url: 'https://other.example/', on: true });
  await deleteWebhook(stale, organizer, id);
  await assert.rejects(getWebhook(system, organizer, id), { code: 'not_found' });
});

test('a program has nothing sent that its key may not see', async () => {
  const program = await programWith(['webhooks:write']);
  const { id } = await create(program);
  const refused = { code: 'forbidden' };
  await assert.rejects(create(program, { types: ['order.completed'] }), refused);
  await assert.rejects(create(program, { types: null }), refused);
  await assert.rejects(updateWebhook(program, organizer, id, { types: null }), refused);
  const { id: ofOrders } = await create(proven, { types: ['order.completed'] });
  await assert.rejects(updateWebhook(program, organizer, ofOrders, { url: 'https://mine.example/' }), refused);
  await create(await programWith(['webhooks:write', 'orders:read', 'programme:read']), { types: null });
});

test('a program without the scope, or with a key of one event, sees and changes none', async () => {
  const { slug } = await makeEvent(system, organizer);
  const input = { name: 'Program', scopes: ['webhooks:write'], place: `event:${slug}` };
  const { key } = await createOrganizerKey(proven, organizer, input);
  const ofEvent = database.ctx(await findActorByApiKey(system, key));
  for (const ctx of [ofEvent, await programWith(['orders:read'])])
    await assert.rejects(authoriseOrganizer(ctx, organizer.slug, 'manage-webhooks'), { name: 'Forbidden' });
});

test('types that there are not, none at all, and events of others are refused', async () => {
  const other = await makeEvent(system, await makeOrganizer(system));
  for (const types of [[], ['test'], ['order.completed', 'order.eaten']])
    await assert.rejects(create(proven, { types }), { problems: [problem('types', 'field.webhook_types')] });
  await assert.rejects(create(proven, { event: other.slug }), { code: 'not_found' });
});

test('there are no more than twenty, however many are added at once', async () => {
  await db.deleteFrom('webhooks').execute();
  const added = await Promise.allSettled(Array.from({ length: MOST_WEBHOOKS + 3 }, () => create(proven)));
  const refused = added.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []));
  assert.deepEqual(
    refused,
    Array.from({ length: 3 }, () => 'too_many_webhooks'),
  );
  assert.equal((await listWebhooks(system, organizer)).length, MOST_WEBHOOKS);
});

test('the record names what was done and where to, without what stands behind the host', async () => {
  await db.deleteFrom('webhooks').execute();
  await db.deleteFrom('auditEntries').execute();
  const { id } = await create(proven, { url: 'https://programs.example/token-of-somebody' });
  await updateWebhook(proven, organizer, id, { on: false });
  await rotateSecret(proven, organizer, id);
  await deleteWebhook(proven, organizer, id);
  const entries = await db
    .selectFrom('auditEntries')
    .select(['action', 'subject', 'before', 'after'])
    .orderBy('id')
    .execute();
  assert.deepEqual(
    entries.map(({ action, subject }) => [action, subject]),
    ['create', 'update', 'rotate', 'delete'].map((verb) => [`webhook.${verb}`, 'programs.example']),
  );
  assert.equal(/token-of-somebody|whsec/.test(JSON.stringify(entries)), false);
});
