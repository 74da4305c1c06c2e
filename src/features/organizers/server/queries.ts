/** Reading organizers. */
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { webAddress } from '#platform/web-address.ts';

export type OrganizerView = { id: number; slug: string; name: string; description: string; website: string };

/** The public view. @throws NotFound */
export async function getOrganizer(ctx: Ctx, slug: string): Promise<OrganizerView> {
  const row = await ctx.db
    .selectFrom('organizers')
    .select(['id', 'slug', 'name', 'description', 'website'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (!row) throw new NotFound(`There is no organizer "${slug}"`);
  return { ...row, website: webAddress(row.website) };
}

/** The organizers that the actor may work in, by name; all of them for administrators and the system. */
export async function listOwnOrganizers(ctx: Ctx): Promise<OrganizerView[]> {
  const { actor } = ctx;
  if (actor.kind === 'nobody') return [];
  let query = ctx.db.selectFrom('organizers').select(['id', 'slug', 'name', 'description', 'website']).orderBy('name').orderBy('id');
  if (actor.kind === 'user' && !actor.administrator) {
    query = query.where('id', 'in', (eb) => eb.selectFrom('organizerMembers').select('organizerId').where('userId', '=', actor.userId));
  }
  return query.execute();
}
