/**
 * The account at Stripe that takes an organizer's card payments: how it stands, and why connecting one may come to
 * nothing.
 */
import { joinNames } from '#platform/i18n/lists.ts';
import type { TextKey, Translate } from '#platform/i18n/text.ts';
import type { Instant } from '#platform/time.ts';

/** `oauth`: somebody had it; `created`: made from here, and completed at Stripe. */
export type AccountKind = 'oauth' | 'created';

/** How far Stripe lets the account go. */
export type AccountStatus = {
  /** What Stripe calls it; '' where nobody named it. */
  name: string;
  chargesEnabled: boolean;
  payoutsEnabled: boolean;
  detailsSubmitted: boolean;
  /** What Stripe still asks for, in its own names. */
  due: string[];
  /** Whether Stripe is looking at what was given. */
  inReview: boolean;
};

/** What is known of an organizer's account. */
export type Connection = AccountStatus & {
  id: string;
  organizerId: number;
  kind: AccountKind;
  live: boolean;
  /** `acct_…`; null where the installation's secret was changed, so that nobody can read it any more. */
  account: string | null;
  connectedBy: string;
  connectedAt: Instant;
  /** Null where Stripe was not asked yet. */
  checkedAt: Instant | null;
  /** Since when it takes nothing more and waits to be let go; null where it stays. */
  lettingGoAt: Instant | null;
};

/** Why somebody comes back without a connected account. */
export const FAILURES = [
  'denied',
  'refused',
  'unreachable',
  'unknown',
  'expired',
  'replayed',
  'other-browser',
  'other-person',
  'no-right',
  'wrong-mode',
  'another',
  'too-many',
] as const;
export type Failure = (typeof FAILURES)[number];

/** The failure that an address names; `unknown` for what is none. */
export function readFailure(text: string | null): Failure {
  return FAILURES.find((failure) => failure === text) ?? 'unknown';
}

/** How long somebody has at Stripe's authorization page. */
export const ATTEMPT_MINUTES = 10;

/** Stripe's names for what it asks for, the first that fits, and the text that says it. */
const ASKED = [
  [/verification\.(additional_)?document/, 'stripe.due.document'],
  [/^external_account/, 'stripe.due.bankAccount'],
  [/^tos_acceptance/, 'stripe.due.terms'],
  [/^business_profile\.(url|product_description)/, 'stripe.due.website'],
  [/^business_profile\.mcc/, 'stripe.due.industry'],
  [/^business_profile/, 'stripe.due.business'],
  [/^business_type/, 'stripe.due.businessType'],
  [/^(company|directors|owners|executives)\b/, 'stripe.due.company'],
  [/^(individual|representative|person_|relationship|legal_entity)/, 'stripe.due.person'],
  [/^settings\./, 'stripe.due.statement'],
] as const satisfies [name: RegExp, text: TextKey][];

/** For whom it is said. */
export type Reader = { t: Translate; locale: string };

/** What Stripe still asks for in plain words, each once. */
export function labelDue(due: readonly string[], t: Translate): string[] {
  const label = (name: string): string => {
    const text = ASKED.find(([pattern]) => pattern.test(name))?.[1];
    return text === undefined ? name.replaceAll(/[._]/g, ' ') : t(text);
  };
  return [...new Set(due.map(label))];
}

/**
 * Why a connected account takes no card payments now, for the team; null where it does. `live`: whether the
 * installation takes real money.
 */
export function hindranceOf(connection: Connection | undefined, live: boolean, { t, locale }: Reader): string | null {
  if (!connection) return t('stripe.hindrance.none');
  if (connection.account === null) return t('stripe.hindrance.unreadable');
  if (connection.lettingGoAt !== null) return t('stripe.hindrance.disconnecting');
  if (connection.live !== live) return t(connection.live ? 'stripe.hindrance.realMoney' : 'stripe.hindrance.testMoney');
  if (connection.chargesEnabled) return null;
  if (connection.due.length > 0)
    return t('stripe.hindrance.closedNeeds', { needs: joinNames(labelDue(connection.due, t), locale) });
  if (connection.inReview) return t('stripe.hindrance.closedReview');
  return t(connection.checkedAt === null ? 'stripe.hindrance.closedUnknown' : 'stripe.hindrance.closed');
}

/** As people know it: `Lantern Society (acct_1…)`. */
export function nameAccount({ name, account }: { name: string; account: string | null }, t?: Translate): string {
  if (account === null) return name || (t ? t('stripe.anAccount') : 'a Stripe account');
  return name ? `${name} (${account})` : account;
}
