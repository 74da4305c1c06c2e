/** Who may do what with an organizer. */
import { Forbidden, NotFound } from '#platform/errors.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type OrganizerRole, type Right, roleAllows } from '../organizer.ts';

declare const minted: unique symbol;
/** Proof that the actor may act within this organizer. Only the functions of this file make one. */
export type OrganizerScope = { readonly organizerId: number; readonly slug: string; readonly [minted]: 'organizer' };

/**
 * Lets the actor in for `right`, by the organizer's slug.
 * @throws NotFound where there is none or it is not the actor's to know of; Forbidden for a member without the right
 */
export async function authoriseOrganizer(ctx: Ctx, slug: string, right: Right): Promise<OrganizerScope> {
  const organizer = await ctx.db.selectFrom('organizers').select(['id', 'slug']).where('slug', '=', slug).executeTakeFirst();
  if (!organizer) throw new NotFound(`There is no organizer "${slug}"`);
  await requireRight(ctx, organizer.id, right, `There is no organizer "${slug}"`);
  return { organizerId: organizer.id, slug: organizer.slug } as OrganizerScope;
}

/** Lets the actor in for `right` by the organizer's id. @throws like authoriseOrganizer, with `hidden` as the words of NotFound */
export async function requireRight(ctx: Ctx, organizerId: number, right: Right, hidden: string): Promise<void> {
  if (ctx.actor.kind === 'system') return;
  if (ctx.actor.kind === 'nobody') throw new NotFound(hidden);
  if (ctx.actor.administrator) return;
  const member = await ctx.db
    .selectFrom('organizerMembers')
    .select('role')
    .where('organizerId', '=', organizerId)
    .where('userId', '=', ctx.actor.userId)
    .executeTakeFirst();
  if (!member) throw new NotFound(hidden);
  if (!roleAllows(member.role as OrganizerRole, right)) throw new Forbidden(`Your role (${member.role}) does not allow this`);
}
