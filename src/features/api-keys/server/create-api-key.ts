/** Keys with which programs act: for their owner, or for an organizer. */
import { randomBytes } from 'node:crypto';
import { requireProof } from '#features/accounts/server/policy.ts';
import { postKeyNote } from '#features/accounts/server/post-security-note.ts';
import { insertApiKey } from '#features/accounts/server/store-api-key.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { authoriseEvent, authoriseEventOf } from '#features/events/server/policy.ts';
import { authoriseOrganizer, type OrganizerScope } from '#features/organizers/server/policy.ts';
import { OFFERED_SCOPES } from '#features/organizers/scopes.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid, problem } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';

export type NewKey = {
  name: string;
  expiresAt?: Instant | null;
  /** null, or left out: all that its owner may do. */
  scopes?: readonly string[] | null;
  /** `organizer:<slug>` or `event:<slug>`; '' or left out: wherever its owner works. */
  place?: string;
};

/** A person, or an organizer, has no more keys than that. */
export const MOST_KEYS = 100;

/**
 * Makes a key of the actor's own and mails them that it was made. The key is given this once, and not stored.
 * @throws Forbidden for who has no account, and (`prove_first`) where the session has not proved of late who uses it;
 * Invalid for a key without a name or with unknown scopes; NotFound for a place that is not the actor's; Conflict for
 * one key too many
 */
export async function createApiKey(ctx: Ctx, input: NewKey): Promise<{ id: number; key: string }> {
  const { userId } = requireProof(ctx);
  return storeKey(ctx, { userId, ...(await placeOf(ctx, input.place ?? '')) }, input);
}

/**
 * Makes a key of the organizer's own, which outlives its maker. It is never without scopes.
 * @throws as createApiKey
 */
export async function createOrganizerKey(
  ctx: Ctx,
  organizer: OrganizerScope,
  input: NewKey,
): Promise<{ id: number; key: string }> {
  requireProof(ctx);
  const scopes = input.scopes ?? [];
  if (scopes.length === 0) throw new Invalid('invalid.scopes', [problem('scopes', 'field.scopes')]);
  const { kind, slug } = readPlace(input.place);
  if (kind === 'organizer') throw new Invalid('invalid.key_place', [problem('place', 'field.key_place')]);
  const eventIds = kind === 'event' ? [(await authoriseOwn(ctx, organizer, slug)).eventId] : null;
  return storeKey(ctx, { userId: null, organizerId: organizer.organizerId, eventIds }, { ...input, scopes });
}

const authoriseOwn = (ctx: Ctx, { slug }: OrganizerScope, event: string) =>
  authoriseEventOf(ctx, { organizer: slug, event }, 'see');

type Place = { organizerId: number | null; eventIds: number[] | null };

/** A place that is not understood never makes a key wider. @throws Invalid for anything but a place */
function readPlace(place = ''): { kind?: 'organizer' | 'event'; slug: string } {
  if (place === '') return { slug: '' };
  const [, kind, slug = ''] = /^(organizer|event):([a-z0-9-]+)$/.exec(place) ?? [];
  if (kind === undefined) throw new Invalid('invalid.key_place', [problem('place', 'field.key_place')]);
  return { kind: kind as 'organizer' | 'event', slug };
}

/** @throws NotFound where the actor does not work there */
async function placeOf(ctx: Ctx, place: string): Promise<Place> {
  const { kind, slug } = readPlace(place);
  if (kind === undefined) return { organizerId: null, eventIds: null };
  if (kind === 'organizer')
    return { organizerId: (await authoriseOrganizer(ctx, slug, 'see')).organizerId, eventIds: null };
  const { organizerId, eventId } = await authoriseEvent(ctx, slug, 'see');
  return { organizerId, eventIds: [eventId] };
}

async function storeKey(
  ctx: Ctx,
  at: Place & { userId: string | null },
  { name: typed, expiresAt = null, scopes = null }: NewKey,
): Promise<{ id: number; key: string }> {
  const name = typed.trim();
  if (!name || name.length > 100) throw new Invalid('invalid.key_name', [problem('name', 'field.key_name')]);
  if (scopes?.length === 0 || scopes?.some((scope) => !(OFFERED_SCOPES as readonly string[]).includes(scope)))
    throw new Invalid('invalid.scopes', [problem('scopes', 'field.scopes')]);
  const key = `foyer_${randomBytes(24).toString('base64url')}`;
  return transact(ctx, async (ctx) => {
    await requireFewKeys(ctx, at);
    const id = await insertApiKey(ctx, { ...at, name, key, expiresAt, scopes: scopes && [...new Set(scopes)] });
    await postKeyNote(ctx, name);
    const organizerId = at.userId === null ? at.organizerId : null;
    await writeAuditEntry(ctx, { organizerId, action: 'api-key.create', subject: `API key ${name}` });
    return { id, key };
  });
}

/** @throws Conflict where there are as many as there may be */
async function requireFewKeys({ db }: Ctx, { userId, organizerId }: Place & { userId: string | null }): Promise<void> {
  const { count } = await db
    .selectFrom('apiKeys')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('userId', userId === null ? 'is' : '=', userId)
    .$if(userId === null, (own) => own.where('organizerId', '=', organizerId))
    .executeTakeFirstOrThrow();
  if (count >= MOST_KEYS) throw new Conflict('too_many_keys.most', { count: MOST_KEYS });
}
