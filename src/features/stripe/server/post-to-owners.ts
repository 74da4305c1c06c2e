/** Telling the owners of an organizer where its card payments go. */
import { listOwners } from '#features/organizers/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { translator } from '#platform/i18n/translate.ts';
import { postMail } from '#platform/mailer.ts';
import { getRuntime } from '#platform/runtime.ts';
import { nameAccount } from '../account.ts';
import { writeConnectedLetter, writeDisconnectedLetter } from './mails.ts';

export type OwnerNotice = {
  organizerId: number;
  kind: 'stripe-connected' | 'stripe-disconnected';
  account: { name: string; account: string | null };
  /** '' where it was done at Stripe. */
  by: string;
  events?: string[];
};

/** One letter to each owner, in their language, in the caller's transaction. */
export async function postToOwners(
  ctx: Ctx,
  { organizerId, kind, account, by, events = [] }: OwnerNotice,
): Promise<void> {
  const write = kind === 'stripe-connected' ? writeConnectedLetter : writeDisconnectedLetter;
  for (const { email, locale, organizer, slug } of await listOwners(ctx, organizerId)) {
    const href = `${getRuntime().config.url}/manage/${slug}/settings/payments`;
    await postMail(ctx, {
      to: email,
      kind,
      organizerId,
      senderName: organizer,
      ...write({ organizer, account: nameAccount(account, translator(locale)), by, href, events }, locale),
    });
  }
}
