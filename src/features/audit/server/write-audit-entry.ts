/** The record of who did what. */
import { type Actor, type Ctx, personOf } from '#platform/ctx.ts';
import { cutText } from '#platform/fit-text.ts';
import { transact } from '#platform/transact.ts';

/** Field names to what they hold. Leave out what is secret and what is longer than people read. */
export type Said = Record<string, unknown>;

export type AuditEntry = {
  organizerId: number | null;
  eventId?: number | null;
  /** A noun and a verb, such as `session.update`. */
  action: string;
  /** What it was done to, in words that still say something when the thing is gone: `session 12: Opening`. */
  subject: string;
  before?: Said | null;
  after?: Said | null;
};

/** What the program does by itself or by its command line, as the filters of the record call it. */
const FOYER = 'Foyer itself';

/** Longer texts are cut in the record. */
const LONGEST_TEXT = 500;

/**
 * Writes the entry in the caller's transaction. Of `before` and `after` only what differs is kept; an update that
 * changed nothing leaves no entry.
 */
export async function writeAuditEntry(ctx: Ctx, entry: AuditEntry): Promise<void> {
  const { before, after } = differing(entry.before ?? null, entry.after ?? null);
  if (entry.before && entry.after && Object.keys(after ?? {}).length === 0) return;
  await transact(ctx, async ({ db, actor, now }) => {
    const person = personOf(actor);
    await db
      .insertInto('auditEntries')
      .values({
        at: new Date(now),
        organizerId: entry.organizerId,
        eventId: entry.eventId ?? null,
        actorId: person?.userId ?? null,
        actorName: person?.name ?? nameOf(actor),
        asAdministrator:
          person !== undefined &&
          person.administrator &&
          !(await isMember({ db, userId: person.userId }, entry.organizerId)),
        action: entry.action,
        subject: cutText(entry.subject, 300),
        before: before && JSON.stringify(before),
        after: after && JSON.stringify(after),
      })
      .execute();
  });
}

function nameOf(actor: Actor): string {
  if (actor.kind === 'program') return `${actor.name} (API key)`;
  return actor.kind === 'system' ? FOYER : 'nobody';
}

async function isMember(
  { db, userId }: { db: Ctx['db']; userId: string },
  organizerId: number | null,
): Promise<boolean> {
  if (organizerId === null) return false;
  const row = await db
    .selectFrom('organizerMembers')
    .select('role')
    .where('organizerId', '=', organizerId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

function differing(before: Said | null, after: Said | null): { before: Said | null; after: Said | null } {
  if (!before || !after) return { before: before && cut(before), after: after && cut(after) };
  const names = Object.keys(after).filter(
    (name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
  );
  const pick = (said: Said): Said => cut(Object.fromEntries(names.map((name) => [name, said[name] ?? null])));
  return { before: pick(before), after: pick(after) };
}

function cut(said: Said): Said {
  return Object.fromEntries(
    Object.entries(said).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > LONGEST_TEXT ? `${cutText(value, LONGEST_TEXT)} …` : value,
    ]),
  );
}
