/** A ticket for the wallet of a phone, where the installation was given what the wallets ask for. */
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { Locale } from '#platform/i18n/translate.ts';
import { appleWallet, writeApplePass } from './apple-wallet.ts';
import { googleWallet, googleWalletLink } from './google-wallet.ts';
import { getPasses, type Pass, type Passes } from './queries.ts';

export type WalletInput = { number: number; locale: Locale };

/** Which wallets tickets can be kept in. */
export function walletsOf(ctx: Ctx): { apple: boolean; google: boolean } {
  return { apple: appleWallet(ctx.now) !== undefined, google: googleWallet() !== undefined };
}

/**
 * The `.pkpass` of the ticket of that number.
 * @throws NotFound where there is no Apple Wallet here, or no such ticket that lets in
 */
export async function makeApplePass(
  ctx: Ctx,
  scope: OrderScope,
  { number, locale }: WalletInput,
): Promise<{ bytes: Buffer; fileName: string }> {
  const settings = appleWallet(ctx.now);
  if (!settings) throw new NotFound('not_found.apple_wallet');
  const { all, pass } = await getPass(ctx, scope, number);
  return { bytes: await writeApplePass(settings, all, pass, locale), fileName: `${pass.label}.pkpass` };
}

/** The address at which Google Wallet takes the ticket of that number. @throws NotFound as above */
export async function makeGooglePass(ctx: Ctx, scope: OrderScope, { number, locale }: WalletInput): Promise<string> {
  const settings = googleWallet();
  if (!settings) throw new NotFound('not_found.google_wallet');
  const { all, pass } = await getPass(ctx, scope, number);
  return googleWalletLink(settings, all, pass, { locale, now: ctx.now });
}

async function getPass(ctx: Ctx, scope: OrderScope, number: number): Promise<{ all: Passes; pass: Pass }> {
  const all = await getPasses(ctx, scope);
  const pass = all.passes.find((one) => one.number === number);
  if (!pass) throw new NotFound('not_found.valid_ticket');
  return { all, pass };
}
