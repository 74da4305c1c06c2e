/**
 * Proving an address that another service did not tell: a code goes there, and comes back in the browser that began.
 */
import { randomInt, timingSafeEqual } from 'node:crypto';
import {
  createProvenAccount,
  findAccountByEmail,
  findIdentityOwner,
} from '#features/accounts/server/connect-identity.ts';
import { limitAttempts } from '#features/accounts/server/policy.ts';
import { hashSecret } from '#features/accounts/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid, problem } from '#platform/errors.ts';
import { postMail } from '#platform/mailer.ts';
import { transact } from '#platform/transact.ts';
import type { Profile, Provider } from '../connection.ts';
import { connect } from './finish-sign-in.ts';
import { writeCodeLetter, writeKnownLetter } from './mails.ts';
import { findPending } from './queries.ts';

/** Wrong codes until the whole sign-in has to begin again. */
const GUESSES = 5;

/**
 * Sends a code to the address. An address that has an account gets a letter that says so instead, and nobody else
 * learns of it.
 * @throws Conflict (`expired`) where this browser has nothing to prove; TooMany
 */
export async function postAddressCode(
  ctx: Ctx,
  provider: Provider,
  input: { browser: string | undefined; email: string; client: string; signInHref: string },
): Promise<void> {
  const email = input.email.trim().toLowerCase();
  await limitAttempts(ctx, 'mail', { address: input.client, account: email });
  await transact(ctx, async (ctx) => {
    const pending = await lockPending(ctx, provider, input.browser);
    const known = await findAccountByEmail(ctx, email);
    const code = String(randomInt(0, 100_000_000)).padStart(8, '0');
    const codeHash = hashSecret(`${pending.id}:${code}`);
    await ctx.db
      .updateTable('pendingIdentities')
      .set({ email, codeHash: known ? '' : codeHash })
      .where('id', '=', pending.id)
      .execute();
    const letter = known
      ? writeKnownLetter(provider.name, input.signInHref, ctx.locale)
      : writeCodeLetter(provider.name, code, ctx.locale);
    await postMail(ctx, { to: email, kind: known ? 'address-known' : 'connection-code', sensitive: !known, ...letter });
  });
}

/**
 * Takes the code and makes the account: its address is proven, the identity is connected, and what the service told
 * fills it.
 * @throws Invalid for a wrong code, Conflict (`expired`) after five of them, TooMany
 */
export async function verifyAddress(
  ctx: Ctx,
  provider: Provider,
  input: { browser: string | undefined; code: string; client: string },
): Promise<{ userId: string; next: string }> {
  await limitAttempts(ctx, 'code', { address: input.client });
  const code = input.code.replaceAll(/\D/g, '');
  const made = await transact(ctx, async (ctx) => {
    const pending = await lockPending(ctx, provider, input.browser);
    if (!pending.codeHash || !isEqual(pending.codeHash, hashSecret(`${pending.id}:${code}`))) {
      // Counted although the answer is a refusal: the transaction ends well, and the refusal follows it.
      if (pending.tries + 1 >= GUESSES)
        await ctx.db.deleteFrom('pendingIdentities').where('id', '=', pending.id).execute();
      else
        await ctx.db
          .updateTable('pendingIdentities')
          .set({ tries: pending.tries + 1 })
          .where('id', '=', pending.id)
          .execute();
      return undefined;
    }
    const profile = pending.profile as Profile;
    await ctx.db.deleteFrom('pendingIdentities').where('id', '=', pending.id).execute();
    if (await findIdentityOwner(ctx, { provider: provider.id, accountId: profile.accountId }))
      throw new Conflict('expired.sign_in');
    const user = await createProvenAccount(ctx, { email: pending.email, name: profile.name, locale: ctx.locale });
    if (!user) throw new Conflict('expired.sign_in');
    await connect(ctx, provider, profile, user.id);
    return { userId: user.id, next: pending.nextPath };
  });
  if (!made) throw new Invalid('wrong_code.code', [problem('code', 'field.code')]);
  return made;
}

async function lockPending(ctx: Ctx, provider: Provider, browser: string | undefined) {
  const found = await findPending(ctx, provider, browser);
  const row =
    found &&
    (await ctx.db
      .selectFrom('pendingIdentities')
      .selectAll()
      .where('id', '=', found.id)
      .forUpdate()
      .executeTakeFirst());
  if (!row) throw new Conflict('expired.sign_in');
  return row;
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
