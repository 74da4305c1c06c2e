/** Founding an organizer. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { slugify } from '#features/events/event.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden, Invalid } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';

export type NewOrganizer = { name: string; slug?: string; description?: string; website?: string };

/**
 * Creates an organizer whose first owner is the actor. Takes the next free slug where none is given.
 * @throws Forbidden for nobody, and (`address_unconfirmed`) for who has not confirmed their e-mail address; Invalid for an empty name or a slug that is taken
 */
export async function createOrganizer(ctx: Ctx, input: NewOrganizer): Promise<{ id: number; slug: string }> {
  if (ctx.actor.kind === 'nobody') throw new Forbidden('Sign in to create an organizer');
  const name = input.name.trim();
  if (!name) throw new Invalid('An organizer needs a name', [{ where: 'name', message: 'Give it a name' }]);
  await requireConfirmedEmail(ctx);
  return transact(ctx, async (ctx) => {
    const { description = '', website = '' } = input;
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
      await ctx.db.insertInto('organizerMembers').values({ organizerId: id, userId: ctx.actor.userId, role: 'owner' }).execute();
    }
    await writeAuditEntry(ctx, { organizerId: id, action: 'organizer.create', subject: `organizer ${name}` });
    return { id, slug };
  });
}

/** What goes public must have somebody behind it who can be reached. */
async function requireConfirmedEmail({ db, actor }: Ctx): Promise<void> {
  if (actor.kind !== 'user') return;
  const user = await db.selectFrom('users').select('emailVerified').where('id', '=', actor.userId).executeTakeFirst();
  if (!user?.emailVerified) throw new Forbidden('Confirm your e-mail address first, on the page of your account', 'address_unconfirmed');
}

/** Free as far as this transaction sees; another one may take it before the insertion. */
async function freeSlug(ctx: Ctx, wish: string, fixed: boolean): Promise<string> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(wish)) {
    throw new Invalid(`"${wish}" cannot be part of an address`, [{ where: 'slug', message: 'Use lower-case letters, digits and hyphens' }]);
  }
  const rows = await ctx.db.selectFrom('organizers').select('slug').where('slug', 'like', `${wish}%`).execute();
  const taken = new Set(rows.map((row) => row.slug));
  if (!taken.has(wish)) return wish;
  if (fixed) throw new Invalid(`The address "${wish}" is taken`, [{ where: 'slug', message: 'Choose another address' }]);
  for (let n = 2; ; n += 1) if (!taken.has(`${wish}-${n}`)) return `${wish}-${n}`;
}
