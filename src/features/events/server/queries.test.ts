import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { countStatements } from '#testing/statements.ts';
import type { EventScope } from './policy.ts';
import { getEvent, listPublicAddresses, listPublicEvents } from './queries.ts';
import { listManagedEvents } from './load-managed-event.ts';
import { createEvent } from './write-event.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);
const setState = (event: EventScope, state: string) =>
  db.updateTable('events').set({ state }).where('id', '=', event.eventId).execute();

describe('lists of events', () => {
  const HOUR = 3_600_000;
  const at = (hours: number) => ({
    startsAt: new Date(DAY + hours * HOUR),
    endsAt: new Date(DAY + (hours + 2) * HOUR),
  });

  test('show the public what has not ended by its start, and what has by its end, never a draft', async () => {
    const ours = await makeOrganizer(system);
    const [later, soon, running, over, longOver] = [
      await makeEvent(system, ours, at(30)),
      await makeEvent(system, ours, at(10)),
      await makeEvent(system, ours, at(-1)),
      await makeEvent(system, ours, at(-5)),
      await makeEvent(system, ours, at(-50)),
    ];
    await makeEvent(system, ours, { ...at(5), published: false });
    await makeEvent(system, ours, { ...at(-7), published: false });
    const cancelled = await makeEvent(system, ours, at(20));
    await setState(cancelled as EventScope, 'cancelled');
    const now = { ...database.ctx({ kind: 'nobody' }), now: DAY };
    const slugs = async (when: 'upcoming' | 'past', limit?: number) =>
      (await listPublicEvents(now, { when, organizerId: ours.organizerId, ...(limit ? { limit } : {}) })).map(
        ({ slug }) => slug,
      );
    assert.deepEqual(
      await slugs('upcoming'),
      [running, soon, cancelled, later].map((event) => event?.slug),
    );
    assert.deepEqual(await slugs('past'), [over?.slug, longOver?.slug]);
    assert.deepEqual(await slugs('upcoming', 1), [running?.slug]);
    const addresses = (await listPublicAddresses(now)).map(({ slug }) => slug);
    const drafts = await db.selectFrom('events').select('slug').where('state', '=', 'draft').execute();
    assert.deepEqual(
      drafts.filter(({ slug }) => addresses.includes(slug)),
      [],
    );
  });

  test('show the team everything of its own, drafts among them, and nothing of others', async () => {
    const [ours, other] = [await makeOrganizer(system), await makeOrganizer(system)];
    const first = await makeEvent(system, ours, at(1));
    const draft = await makeEvent(system, ours, { ...at(2), published: false });
    await makeEvent(system, other, at(3));
    const listed = await listManagedEvents(system, ours);
    assert.deepEqual(
      listed.map(({ slug, state, sessions, speakers }) => [slug, state, sessions, speakers]),
      [
        [draft.slug, 'draft', 0, 0],
        [first.slug, 'published', 0, 0],
      ],
    );
  });

  test('take as many statements for three events as for one', async () => {
    const ours = await makeOrganizer(system);
    const count = async () => ({
      public: await countStatements(() =>
        listPublicEvents(system, { when: 'upcoming', organizerId: ours.organizerId }),
      ),
      managed: await countStatements(() => listManagedEvents(system, ours)),
    });
    await makeEvent(system, ours, at(24 * 365));
    const one = await count();
    await makeEvent(system, ours, at(24 * 365));
    await makeEvent(system, ours, at(24 * 365));
    assert.deepEqual(await count(), one);
    assert.deepEqual(one, { public: 1, managed: 1 });
  });
});

test('an event names its organizer as it wants to be named, else by the organizer\u2019s own name', async () => {
  const event = await createEvent(system, organizer, {
    preferredSlug: 'named',
    name: 'Named',
    startsAt: new Date(DAY),
    endsAt: new Date(DAY + 1),
    timeZone: 'UTC',
    organizerName: 'Friends of Light',
  });
  assert.deepEqual((await getEvent(system, event)).organizer, { slug: organizer.slug, name: 'Friends of Light' });
  const own = await db
    .selectFrom('organizers')
    .select('name')
    .where('slug', '=', organizer.slug)
    .executeTakeFirstOrThrow();
  assert.deepEqual((await getEvent(system, await makeEvent(system, organizer))).organizer, {
    slug: organizer.slug,
    name: own.name,
  });
});

test('an event shows what it is meant to show, and only addresses that browsers follow', async () => {
  const event = await makeEvent(system, organizer);
  const links = [
    { title: 'Chat', url: 'https://chat.example' },
    { title: 'Trap', url: 'javascript:alert(1)' },
  ];
  await db
    .updateTable('events')
    .set({ website: 'javascript:alert(2)', ticketUrl: 'https://tickets.example', socialLinks: JSON.stringify(links) })
    .where('id', '=', event.eventId)
    .execute();
  const shown = await getEvent(system, event);
  assert.deepEqual(
    [shown.website, shown.ticketUrl, shown.socialLinks],
    ['', 'https://tickets.example', links.slice(0, 1)],
  );
  assert.deepEqual(Object.keys(shown).sort(), [
    'brandColor',
    'callForSpeakers',
    'cancellationNote',
    'city',
    'codeOfConduct',
    'copyright',
    'currency',
    'dayChangeMinutes',
    'description',
    'email',
    'endsAt',
    'hue',
    'language',
    'latitude',
    'locationName',
    'logo',
    'longitude',
    'name',
    'online',
    'onlineUrl',
    'organizer',
    'picture',
    'plan',
    'planAlt',
    'slug',
    'socialLinks',
    'startsAt',
    'state',
    'subtitle',
    'ticketUrl',
    'timeZone',
    'topic',
    'type',
    'updatedAt',
    'version',
    'website',
  ]);
});
