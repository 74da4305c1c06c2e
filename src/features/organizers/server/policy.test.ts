import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { mayGrant, ORGANIZER_ROLES, type OrganizerRole, RIGHTS, type Right, roleAllows } from '../organizer.ts';
import { authoriseOrganizer } from './policy.ts';
import { listOwnOrganizers } from './queries.ts';

const database = await createTestDatabase();
const system = database.ctx();

/** The product's table of roles, row by row. */
const CO_ORGANIZER: Right[] = [
  'see',
  'edit',
  'publish',
  'import',
  'create-event',
  'see-history',
  'see-team',
  'edit-tickets',
  'see-orders',
  'edit-orders',
  'send-messages',
  'see-programme',
  'edit-programme',
  'edit-own-sessions',
  'edit-tracks',
  'edit-own-tracks',
  'see-attendees',
  'edit-attendees',
];
const NEVER_A_CO_ORGANIZER: Right[] = [
  'delete',
  'edit-organizer',
  'manage-team',
  'manage-webhooks',
  'delete-tickets',
  'manage-payouts',
  'delete-programme',
  'delete-tracks',
];

describe('who may do what', () => {
  const allowed: Record<OrganizerRole, readonly Right[]> = {
    owner: RIGHTS,
    organizer: RIGHTS,
    'co-organizer': CO_ORGANIZER,
    'track-organizer': ['see', 'see-programme', 'edit-own-sessions', 'edit-own-tracks'],
    moderator: ['see', 'see-programme'],
    registrar: ['see', 'see-orders', 'see-attendees', 'edit-attendees'],
  };

  test('a co-organizer adds and changes, and deletes nothing, pays nobody out and leaves the team alone', () => {
    assert.deepEqual(
      RIGHTS.filter((right) => !CO_ORGANIZER.includes(right)),
      NEVER_A_CO_ORGANIZER,
    );
  });

  for (const role of ORGANIZER_ROLES) {
    test(`${role}: ${allowed[role].join(', ')}`, async () => {
      assert.deepEqual(
        RIGHTS.filter((right) => roleAllows(role, right)),
        RIGHTS.filter((right) => allowed[role].includes(right)),
      );
      const organizer = await makeOrganizer(system);
      const ctx = database.ctx(await makeUser(system, { organizer, role }));
      for (const right of RIGHTS) {
        const asked = authoriseOrganizer(ctx, organizer.slug, right);
        if (allowed[role].includes(right)) assert.deepEqual(await asked, organizer);
        else await assert.rejects(asked, { name: 'Forbidden', message: `Your role (${role}) does not allow this` });
      }
    });
  }

  test('strangers and the owners of others cannot tell it from one that does not exist', async () => {
    const organizer = await makeOrganizer(system);
    const neighbour = await makeUser(system, { organizer: await makeOrganizer(system), role: 'owner' });
    for (const actor of [{ kind: 'nobody' } as const, await makeUser(system), neighbour]) {
      for (const slug of [organizer.slug, 'no-such-house']) {
        await assert.rejects(authoriseOrganizer(database.ctx(actor), slug, 'see'), {
          name: 'NotFound',
          code: 'not_found',
          message: `There is no organiser called "${slug}"`,
        });
      }
    }
  });

  test('administrators and the system may do everything', async () => {
    const organizer = await makeOrganizer(system);
    const administrator = await makeUser(system, undefined, true);
    for (const right of RIGHTS) {
      assert.deepEqual(await authoriseOrganizer(database.ctx(administrator), organizer.slug, right), organizer);
      assert.deepEqual(await authoriseOrganizer(system, organizer.slug, right), organizer);
    }
  });
});

test('nobody reaches above themselves, and only owners make owners', () => {
  const grants = Object.fromEntries(
    ORGANIZER_ROLES.map((by) => [by, ORGANIZER_ROLES.filter((role) => mayGrant(by, role)).length]),
  );
  assert.deepEqual(grants, {
    owner: 6,
    organizer: 5,
    'co-organizer': 0,
    'track-organizer': 0,
    moderator: 0,
    registrar: 0,
  });
  assert.equal(mayGrant('organizer', 'owner'), false);
});

test('everybody is listed the organizers of their own, administrators all', async () => {
  const [own, other] = [await makeOrganizer(system), await makeOrganizer(system)];
  const member = await makeUser(system, { organizer: own, role: 'registrar' });
  assert.deepEqual(
    (await listOwnOrganizers(database.ctx(member))).map((organizer) => organizer.slug),
    [own.slug],
  );
  assert.deepEqual(await listOwnOrganizers(database.ctx({ kind: 'nobody' })), []);
  assert.deepEqual(await listOwnOrganizers(database.ctx(await makeUser(system))), []);
  const all = (await listOwnOrganizers(database.ctx(await makeUser(system, undefined, true)))).map(
    (organizer) => organizer.slug,
  );
  assert.deepEqual([all.includes(own.slug), all.includes(other.slug)], [true, true]);
});
