import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { ORGANIZER_ROLES, type OrganizerRole, type Right, roleAllows } from '../organizer.ts';
import { authoriseOrganizer } from './policy.ts';
import { listOwnOrganizers } from './queries.ts';

const database = await createTestDatabase();
const system = database.ctx();
const RIGHTS: Right[] = ['see', 'edit', 'import', 'publish', 'manage-team'];

describe('who may do what', () => {
  const allowed: Record<OrganizerRole, Right[]> = {
    owner: RIGHTS, organizer: RIGHTS, 'co-organizer': ['see', 'edit', 'import', 'publish'], 'track-organizer': ['see'], moderator: ['see'], registrar: ['see'],
  };

  for (const role of ORGANIZER_ROLES) {
    test(`${role}: ${allowed[role].join(', ')}`, async () => {
      assert.deepEqual(RIGHTS.filter((right) => roleAllows(role, right)), allowed[role]);
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
        await assert.rejects(authoriseOrganizer(database.ctx(actor), slug, 'see'), { name: 'NotFound', code: 'not_found', message: `There is no organizer "${slug}"` });
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

test('everybody is listed the organizers of their own, administrators all', async () => {
  const [own, other] = [await makeOrganizer(system), await makeOrganizer(system)];
  const member = await makeUser(system, { organizer: own, role: 'registrar' });
  assert.deepEqual((await listOwnOrganizers(database.ctx(member))).map((organizer) => organizer.slug), [own.slug]);
  assert.deepEqual(await listOwnOrganizers(database.ctx({ kind: 'nobody' })), []);
  assert.deepEqual(await listOwnOrganizers(database.ctx(await makeUser(system))), []);
  const all = (await listOwnOrganizers(database.ctx(await makeUser(system, undefined, true)))).map((organizer) => organizer.slug);
  assert.deepEqual([all.includes(own.slug), all.includes(other.slug)], [true, true]);
});
