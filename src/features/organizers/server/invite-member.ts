/** Asking somebody into the team, and asking again. */
import { createHash, randomBytes } from 'node:crypto';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { renderLetter } from '#features/mail/server/render-letter.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden, Invalid, NotFound, problem } from '#platform/errors.ts';
import { knownLocale, type Locale } from '#platform/i18n/translate.ts';
import { postMail } from '#platform/mailer.ts';
import { limitRate } from '#platform/rate-limit.ts';
import { transact } from '#platform/transact.ts';
import { DAY_MS } from '#platform/time.ts';
import { mayGrant, type OrganizerRole } from '../organizer.ts';
import { lockTeam } from './lock-team.ts';
import { invitationLetter } from './mails.ts';
import { noOrganizer, type OrganizerScope, requireRight } from './policy.ts';

/** A week: who is invited on a Friday evening finds it on Monday. */
const LASTS_MS = 7 * DAY_MS;
/**
 * What one team may send, what one person may through all of theirs, since teams are made as fast as mails; and what
 * one address may get from one person, so that nobody keeps others from inviting it. How many mails it gets in all is
 * up to the outbox.
 */
const PER_TEAM = { attempts: 30, seconds: 3600 };
const PER_PERSON = { attempts: 60, seconds: 3600 };
const PER_ADDRESS = { attempts: 6, seconds: 3600 };

export type Invite = {
  email: string;
  role: OrganizerRole;
  allEvents: boolean;
  /** Slugs of the events it is for, where it is not for all. */
  events: string[];
  /** What the link in the mail begins with. */
  baseUrl: string;
};

/**
 * Sends a link that lasts seven days and works once. Inviting an address again replaces its open invitation.
 * @throws Forbidden without the right or for a role above one's own; Invalid for members and unknown events; TooMany
 */
export async function inviteMember(ctx: Ctx, scope: OrganizerScope, input: Invite): Promise<void> {
  await requireRight(ctx, scope, 'manage-team', noOrganizer(scope.slug));
  await limitRate(ctx, `invite:organizer:${scope.organizerId}`, PER_TEAM);
  if (ctx.actor.kind === 'user') await limitRate(ctx, `invite:person:${ctx.actor.userId}`, PER_PERSON);
  const by = ctx.actor.kind === 'user' ? ctx.actor.userId : '';
  await limitRate(ctx, `invite:address:${input.email} ${by}`, PER_ADDRESS);
  await transact(ctx, async (ctx) => {
    await lockTeam(ctx, scope);
    const { role } = await requireRight(ctx, scope, 'manage-team', noOrganizer(scope.slug));
    if (!mayGrant(role, input.role)) throw new Forbidden('forbidden.make_owner');
    await refuseMember(ctx, scope, input.email);
    const events = input.allEvents || input.role === 'owner' ? null : await eventsOf(ctx, scope, input.events);
    await ctx.db
      .updateTable('invitations')
      .set({ state: 'revoked', answeredAt: new Date(ctx.now) })
      .where('organizerId', '=', scope.organizerId)
      .where('email', '=', input.email)
      .where('state', '=', 'open')
      .execute();
    await sendInvitation(ctx, scope, input, events);
  });
}

/**
 * Sends a new link for an invitation that is open or has expired; the old link is dead.
 * @throws NotFound for another organizer's, Forbidden, TooMany
 */
export async function resendInvitation(
  ctx: Ctx,
  scope: OrganizerScope,
  input: { id: number; baseUrl: string },
): Promise<void> {
  const invitation = await ctx.db
    .selectFrom('invitations')
    .select(['id', 'email', 'role', 'allEvents'])
    .where('id', '=', input.id)
    .where('organizerId', '=', scope.organizerId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  if (!invitation) throw new NotFound('not_found.invitation_closed');
  const events = await ctx.db
    .selectFrom('invitationEvents')
    .innerJoin('events', 'events.id', 'invitationEvents.eventId')
    .select('events.slug')
    .where('invitationId', '=', invitation.id)
    .execute();
  const { email, role, allEvents } = invitation;
  await inviteMember(ctx, scope, {
    email,
    role: role as OrganizerRole,
    allEvents,
    events: events.map(({ slug }) => slug),
    baseUrl: input.baseUrl,
  });
}

/** What is stored of the token in a link. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

type InvitedEvent = { id: number; name: string };

async function sendInvitation(
  ctx: Ctx,
  scope: OrganizerScope,
  input: Invite,
  events: InvitedEvent[] | null,
): Promise<void> {
  const { email, role } = input;
  const token = randomBytes(32).toString('base64url');
  const expiresAt = ctx.now + LASTS_MS;
  const { id } = await ctx.db
    .insertInto('invitations')
    .values({
      organizerId: scope.organizerId,
      email,
      role,
      allEvents: events === null,
      tokenHash: hashToken(token),
      invitedBy: ctx.actor.kind === 'user' ? ctx.actor.userId : null,
      expiresAt: new Date(expiresAt),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (events)
    await ctx.db
      .insertInto('invitationEvents')
      .values(events.map((event) => ({ invitationId: id, eventId: event.id })))
      .execute();
  const { name } = await ctx.db
    .selectFrom('organizers')
    .select('name')
    .where('id', '=', scope.organizerId)
    .executeTakeFirstOrThrow();
  const locale = await localeOf(ctx, email);
  const inviter = ctx.actor.kind === 'nobody' ? '' : ctx.actor.name;
  const letter = invitationLetter({
    organizer: name,
    inviter,
    role,
    events: events?.map((event) => event.name) ?? null,
    href: `${input.baseUrl}/invitations/${token}`,
    expiresAt,
    locale,
  });
  await postMail(ctx, {
    to: email,
    kind: 'invitation',
    organizerId: scope.organizerId,
    sensitive: true,
    validUntil: expiresAt,
    ...renderLetter(letter),
  });
  await writeAuditEntry(ctx, {
    organizerId: scope.organizerId,
    action: 'invitation.create',
    subject: `invitation of ${email}`,
    after: { role, events: events?.map((event) => event.name) ?? 'all' },
  });
}

async function refuseMember(ctx: Ctx, scope: OrganizerScope, email: string): Promise<void> {
  const member = await ctx.db
    .selectFrom('organizerMembers')
    .innerJoin('users', 'users.id', 'organizerMembers.userId')
    .select('users.name')
    .where('organizerId', '=', scope.organizerId)
    .where('users.email', '=', email)
    .executeTakeFirst();
  if (member)
    throw new Invalid('invalid.in_team', [{ where: 'email', message: `${member.name} is in the team already` }]);
}

async function eventsOf(ctx: Ctx, scope: OrganizerScope, slugs: string[]): Promise<InvitedEvent[]> {
  const events =
    slugs.length === 0
      ? []
      : await ctx.db
          .selectFrom('events')
          .select(['id', 'name'])
          .where('organizerId', '=', scope.organizerId)
          .where('deletedAt', 'is', null)
          .where('slug', 'in', slugs)
          .orderBy('id')
          .execute();
  if (events.length === 0 || events.length < new Set(slugs).size)
    throw new Invalid('invalid.events', [problem('reach', 'field.own_events')]);
  return events;
}

/** The language of somebody who has an account, else English. */
async function localeOf(ctx: Ctx, email: string): Promise<Locale> {
  const user = await ctx.db.selectFrom('users').select('locale').where('email', '=', email).executeTakeFirst();
  return knownLocale(user?.locale);
}
