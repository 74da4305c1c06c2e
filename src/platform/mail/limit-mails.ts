/**
 * How many mails go to one address, and how many one client causes: what is over the limit waits, and is never dropped.
 */
import { hash } from 'node:crypto';
import type { Actor, Ctx } from '../ctx.ts';
import type { Db } from '../db/connect.ts';
import { limitRate, limitRates, TooMany } from '../rate-limit.ts';

export type MailLimits = { /** Mails in an hour. */ perAddress: number; perClient: number };

/** Unless the installation says otherwise (FOYER_MAILS_PER_ADDRESS, FOYER_MAILS_PER_CLIENT). */
export const MAIL_LIMITS: MailLimits = { perAddress: 20, perClient: 200 };

const HOUR_SECONDS = 3600;
/** Those that waited do not all come back in the same second. */
const SPREAD_MS = 60_000;

/** A mail that may have to wait. `attempts`: how often it was sent to the server. */
export type LimitedMail = {
  recipient: string;
  client: string | null;
  limited: boolean;
  attempts: number;
  eventId: number | null;
  organizerId: number | null;
};

/**
 * Stands as the client of mails that whoever reads them caused while signed in. It is counted apart, so strangers from
 * however many networks cannot use it up. The address stands beside it in the outbox, so it gives nothing away.
 */
export function nameOwner(address: string): string {
  return hash('sha256', `own ${address.toLowerCase()}`, 'buffer').readBigInt64BE(0).toString();
}

/** The owner of a confirmed address who acts now; undefined for everybody else. */
export function ownerOf(actor: Actor): string | undefined {
  return actor.kind === 'user' && actor.confirmed ? nameOwner(actor.email) : undefined;
}

/**
 * How long the mail has to wait, in milliseconds; 0 where it may go now, which counts it. Mails about an account are
 * counted apart from those about events, so that a flood of the one never holds up a sign-in. One client has half of
 * what an address gets, so that nobody alone holds up what others send there; what its owner causes has a share of its
 * own. Call it outside a transaction.
 */
export async function waitOf(ctx: Ctx, mail: LimitedMail, limits: MailLimits): Promise<number> {
  // What was let through once is only tried again.
  if (!mail.limited || mail.attempts > 0) return 0;
  const about = mail.eventId !== null || mail.organizerId !== null ? 'events' : 'accounts';
  const address = `mails-to:${about}:${mail.recipient.toLowerCase()}`;
  const isOwn = mail.client === nameOwner(mail.recipient);
  try {
    if (mail.client !== null && !isOwn) {
      const share = Math.max(1, Math.floor(limits.perAddress / 2));
      const most = { [`mails-by:${mail.client}`]: limits.perClient, [`${address} ${mail.client}`]: share };
      await limitRates(ctx, most, HOUR_SECONDS);
    }
    await limitRate(ctx, isOwn ? `${address} own` : address, { attempts: limits.perAddress, seconds: HOUR_SECONDS });
    return 0;
  } catch (error) {
    if (error instanceof TooMany) return error.retryAfter * 1000 + Math.round(Math.random() * SPREAD_MS);
    throw error;
  }
}

/** How many mails wait for their turn. */
export async function countLimited(db: Db): Promise<number> {
  const row = await db
    .selectFrom('mails')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('state', '=', 'delayed')
    .where('fault', '=', 'limited')
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}
