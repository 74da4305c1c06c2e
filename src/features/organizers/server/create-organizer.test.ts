import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { createOrganizer } from './create-organizer.ts';
import { authoriseOrganizer } from './policy.ts';
import { getOrganizer, listOwnOrganizers } from './queries.ts';

const database = await createTestDatabase();
const system = database.ctx();

describe('founding an organizer', () => {
  test('makes the founder its owner', async () => {
    const founder = await makeUser(system);
    const { slug } = await createOrganizer(database.ctx(founder), {
      name: '  The Lamp Society  ',
      website: 'https://lamps.example',
    });
    assert.equal(slug, 'the-lamp-society');
    const { name, description, website } = await getOrganizer(system, slug);
    assert.deepEqual(
      { name, description, website },
      { name: 'The Lamp Society', description: '', website: 'https://lamps.example' },
    );
    assert.equal((await authoriseOrganizer(database.ctx(founder), slug, 'manage-team')).slug, slug);
  });

  test('takes the next free address, and says when a chosen one is taken', async () => {
    const slugs: string[] = [];
    for (let i = 0; i < 3; i += 1) slugs.push((await createOrganizer(system, { name: 'Évén Keel' })).slug);
    assert.deepEqual(slugs, ['even-keel', 'even-keel-2', 'even-keel-3']);
    await assert.rejects(createOrganizer(system, { name: 'x', slug: 'even-keel' }), {
      name: 'Invalid',
      message: 'The address "even-keel" is taken',
    });
    assert.equal((await createOrganizer(system, { name: 'فوانيس' })).slug, 'organizer');
  });

  test('by many at the same moment gives each an address of its own', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => createOrganizer(system, { name: 'Rush' })));
    assert.deepEqual(made.map(({ slug }) => slug).sort(), ['rush', 'rush-2', 'rush-3', 'rush-4', 'rush-5']);
    const same = await Promise.allSettled(
      Array.from({ length: 3 }, () => createOrganizer(system, { name: 'Rush', slug: 'the-one' })),
    );
    assert.deepEqual(same.map((result) => (result.status === 'fulfilled' ? 'made' : result.reason.message)).sort(), [
      'The address "the-one" is taken',
      'The address "the-one" is taken',
      'made',
    ]);
  });

  test('with the same form sent twice at once makes one; another name, another person and another day each make their own', async () => {
    const [founder, other] = [await makeUser(system), await makeUser(system)];
    const ctx = { ...database.ctx(founder), now: Date.now() };
    const twice = await Promise.all([1, 2, 3].map(() => createOrganizer(ctx, { name: 'Double Click' })));
    assert.deepEqual(
      twice.map(({ slug }) => slug),
      ['double-click', 'double-click', 'double-click'],
    );
    const others = [
      await createOrganizer(ctx, { name: 'Double Clock' }),
      await createOrganizer({ ...database.ctx(other), now: Date.now() }, { name: 'Double Click' }),
      await createOrganizer({ ...ctx, now: ctx.now + 86_400_000 }, { name: 'Double Click' }),
    ];
    assert.deepEqual(
      others.map(({ slug }) => slug),
      ['double-clock', 'double-click-2', 'double-click-3'],
    );
    assert.equal(
      (
        await database.db
          .selectFrom('auditEntries')
          .select('id')
          .where('actorId', '=', founder.userId)
          .where('action', '=', 'organizer.create')
          .execute()
      ).length,
      3,
    );
  });

  test('is refused for who has not confirmed their e-mail address', async () => {
    const founder = await makeUser(system);
    await database.db.updateTable('users').set({ emailVerified: false }).where('id', '=', founder.userId).execute();
    await assert.rejects(createOrganizer(database.ctx(founder), { name: 'Too early' }), {
      name: 'Forbidden',
      code: 'address_unconfirmed',
    });
  });

  test('is refused for nobody, without a name, and for an address that is none', async () => {
    const before = await listOwnOrganizers(system);
    await assert.rejects(createOrganizer(database.ctx({ kind: 'nobody' }), { name: 'x' }), { name: 'Forbidden' });
    await assert.rejects(createOrganizer(system, { name: '   ' }), {
      name: 'Invalid',
      problems: [{ where: 'name', message: 'Enter a name', code: 'field.name' }],
    });
    for (const slug of ['', 'Upper', 'a--b', '-a', 'a b', '../x', 'a%'])
      await assert.rejects(createOrganizer(system, { name: 'x', slug }), { name: 'Invalid' });
    assert.deepEqual(await listOwnOrganizers(system), before);
  });
});
