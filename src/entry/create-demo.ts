/** An invented conference, made through the same import as any other. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Reading } from '#features/exchange/conference.ts';
import { importConference } from '#features/exchange/server/import-conference.ts';
import { carriedFile } from '#features/exchange/server/make-carried-file.ts';
import { readUnpacked } from '#features/exchange/server/read-conference.ts';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { authoriseOrganizer, type OrganizerScope } from '#features/organizers/server/policy.ts';
import { listProcesses } from '#features/payments/server/providers.ts';
import type { Config } from '#platform/config.ts';
import type { Ctx } from '#platform/ctx.ts';
import { createDemoOrders } from './demo-orders.ts';
import { createDemoTickets } from './demo-tickets.ts';
import type { Foyer } from './open-foyer.ts';

/** By which installations know the event of their demo. */
const KEY = '1';

const FOLDER = path.join(import.meta.dirname, 'demo');

/** The organizer that the demo belongs to. */
export const DEMO_SLUG = 'demo';

/**
 * Creates and publishes the demo, with another programme than its own where `reading` is one; `living` with a sale that
 * goes on. A second time brings it up to date and adds nothing.
 */
export async function createDemo(
  foyer: Pick<Foyer, 'storage'> & Partial<Pick<Foyer, 'config'>>,
  ctx: Ctx,
  { reading, living = false }: { reading?: Reading | undefined; living?: boolean } = {},
): Promise<{ slug: string }> {
  const programme = reading ?? (await readDemo());
  const { organizerName, organizerDescription } = programme.conference.event;
  const known = await ctx.db.selectFrom('organizers').select('slug').where('slug', '=', DEMO_SLUG).executeTakeFirst();
  if (!known)
    await createOrganizer(ctx, {
      slug: DEMO_SLUG,
      name: organizerName ?? 'Demo',
      description: organizerDescription ?? '',
    });
  const scope = await authoriseOrganizer(ctx, DEMO_SLUG, 'import');
  const report = await importConference(ctx, scope, { reading: programme, storage: foyer.storage, publish: true });
  await createDemoTickets(ctx, report.event.slug);
  if (living) await createDemoOrders(ctx, report.event.slug);
  if (living && foyer.config) await connectProviders(ctx, foyer.config, { organizer: scope, slug: report.event.slug });
  return { slug: report.event.slug };
}

/** Lets a demo that is there take payments that are no money, which may be possible since; nothing without a demo. */
export async function connectDemo(ctx: Ctx, config: Config): Promise<void> {
  const event = await ctx.db
    .selectFrom('events')
    .innerJoin('organizers', 'organizers.id', 'events.organizerId')
    .select('events.slug')
    .where('organizers.slug', '=', DEMO_SLUG)
    .where('events.deletedAt', 'is', null)
    .orderBy('events.id')
    .limit(1)
    .executeTakeFirst();
  if (!event) return;
  await connectProviders(ctx, config, {
    organizer: await authoriseOrganizer(ctx, DEMO_SLUG, 'import'),
    slug: event.slug,
  });
}

async function connectProviders(ctx: Ctx, config: Config, demo: { organizer: OrganizerScope; slug: string }) {
  for (const provider of listProcesses()) await provider.connectDemo?.(ctx, config, demo);
}

/** Marginalia 2027: three days, 72 sessions, invented people. */
export async function readDemo(): Promise<Reading> {
  const files = readdirSync(FOLDER).map((name) => [name, carriedFile(readFileSync(path.join(FOLDER, name)))] as const);
  const reading = await readUnpacked(new Map(files));
  return { ...reading, conference: { ...reading.conference, event: { ...reading.conference.event, key: KEY } } };
}
