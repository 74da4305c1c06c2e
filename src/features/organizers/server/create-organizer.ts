/** Founding an organizer. */
import { sql } from 'kysely';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { slugify } from '#features/events/event.ts';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { Forbidden, Invalid, problem } from '#platform/errors.ts';
import { findConfig } from '#platform/runtime.ts';
import { transact } from '#platform/transact.ts';

export type NewOrganizer = { name: string; slug?: string; description?: string; website?: string };

/**
 * Creates an organizer whose first owner is the actor. Takes the next free slug where none is given. The same form sent
 * twice at once makes one.
 * @throws Forbidden for nobody, (`organizers_closed`) where only administrators may, and (`address_unconfirmed`) for
 * who has not confirmed their e-mail address; Invalid for an empty name or a slug that is taken
 */
export async function createOrganizer(ctx: Ctx, input: NewOrganizer): Promise<{ id: number; slug: string }> {
  if (ctx.actor.kind === 'nobody') throw new Forbidden('forbidden.sign_in_organizer');
  const name = input.name.trim();
  if (!name) throw new Invalid('invalid.name', [problem('name', 'field.name')]);
  requireMayFound(ctx);
  await requireConfirmedEmail(ctx);
  return transact(ctx, async (ctx) => {
    const { description = '', website = '' } = input;
    const twin = await findTwin(ctx, name, input.slug);
    if (twin) return twin;
    let created: { id: number; slug: string } | undefined;
    while (!created) {
      const slug = await freeSlug(ctx, input.slug ?? (slugify(name) || 'organizer'), input.slug !== undefined);
      created = await ctx.db
        .insertInto('organizers')
        .values({ slug, name, description, website })
        .onConflict((taken) => taken.column('slug').doNothing())
        .returning(['id', 'slug'])
        .executeTakeFirst();
    }
    const { id, slug } = created;
    if (ctx.actor.kind === 'user') {
      await ctx.db
        .insertInto('organizerMembers')
        .values({ organizerId: id, userId: ctx.actor.userId, role: 'owner' })
        .execute();
    }
    await writeAuditEntry(ctx, { organizerId: id, action: 'organizer.create', subject: `organiser ${name}` });
    return { id, slug };
  });
}

/** As long as an impatient second click takes. */
const TWICE_MS = 10_000;

/** What the same person founded by the same name a moment ago; who asks at the same moment waits here. */
async function findTwin(
  { db, actor, now }: Ctx,
  name: string,
  slug: string | undefined,
): Promise<{ id: number; slug: string } | undefined> {
  if (actor.kind !== 'user') return undefined;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`create-organizer:${actor.userId}`}, 0))`.execute(db);
  return db
    .selectFrom('organizers as o')
    .innerJoin('organizerMembers as m', 'm.organizerId', 'o.id')
    .select(['o.id', 'o.slug'])
    .where('m.userId', '=', actor.userId)
    .where('m.role', '=', 'owner')
    .where('o.name', '=', name)
    .where('o.createdAt', '>', timestamp(now - TWICE_MS))
    .where('o.createdAt', '<', timestamp(now + TWICE_MS))
    .$if(slug !== undefined, (query) => query.where('o.slug', '=', slug as string))
    .executeTakeFirst();
}

/** Whether that person may start an organisation here: everybody, or those who look after the installation. */
export function mayFound({ actor }: Ctx): boolean {
  return (
    actor.kind === 'system' ||
    (actor.kind === 'user' && (actor.administrator || findConfig()?.organizers !== 'administrators'))
  );
}

function requireMayFound(ctx: Ctx): void {
  if (!mayFound(ctx)) throw new Forbidden('organizers_closed.site');
}

/** What goes public must have somebody behind it who can be reached. */
async function requireConfirmedEmail({ db, actor }: Ctx): Promise<void> {
  if (actor.kind !== 'user') return;
  const user = await db.selectFrom('users').select('emailVerified').where('id', '=', actor.userId).executeTakeFirst();
  if (!user?.emailVerified) throw new Forbidden('address_unconfirmed.account');
}

/** Free as far as this transaction sees; another one may take it before the insertion. */
async function freeSlug(ctx: Ctx, preferred: string, fixed: boolean): Promise<string> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(preferred)) {
    throw new Invalid('invalid.address_letters', [problem('slug', 'field.slug')], { text: preferred });
  }
  const rows = await ctx.db.selectFrom('organizers').select('slug').where('slug', 'like', `${preferred}%`).execute();
  const taken = new Set(rows.map((row) => row.slug));
  if (!taken.has(preferred)) return preferred;
  if (fixed)
    throw new Invalid('invalid.address_taken', [problem('slug', 'field.another_address')], { slug: preferred });
  for (let n = 2; ; n += 1) if (!taken.has(`${preferred}-${n}`)) return `${preferred}-${n}`;
}
