/**
 * The account at Stripe that takes an organizer's card payments: how it stands, and why connecting one may come to
 * nothing.
 */
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

/** Stripe's names for what it asks for, the first that fits, as people say it. */
const ASKED: [name: RegExp, words: string][] = [
  [/verification\.(additional_)?document/, 'a document that proves who somebody is'],
  [/^external_account/, 'a bank account for the money'],
  [/^tos_acceptance/, 'your agreement to its terms'],
  [/^business_profile\.(url|product_description)/, 'a website, or what you offer'],
  [/^business_profile\.mcc/, 'what line of business you are in'],
  [/^business_profile/, 'more about what you do'],
  [/^business_type/, 'whether you are a company or a person'],
  [/^(company|directors|owners|executives)\b/, 'details of the company'],
  [/^(individual|representative|person_|relationship|legal_entity)/, 'details of the person behind it'],
  [/^settings\./, 'how card payments are named on statements'],
];

/** What Stripe still asks for in plain words, each once. */
export function labelDue(due: readonly string[]): string[] {
  return [
    ...new Set(due.map((name) => ASKED.find(([pattern]) => pattern.test(name))?.[1] ?? name.replaceAll(/[._]/g, ' '))),
  ];
}

/** `Stripe still needs: a bank account for the money, your agreement to its terms.`; '' where it needs nothing. */
export function describeNeeds(due: readonly string[]): string {
  return due.length === 0 ? '' : `Stripe still needs: ${labelDue(due).join(', ')}.`;
}

/**
 * Why a connected account takes no card payments now, for the team; null where it does. `live`: whether the
 * installation takes real money.
 */
export function hindranceOf(connection: Connection | undefined, live: boolean): string | null {
  if (!connection) return 'No Stripe account is connected.';
  if (connection.account === null)
    return 'The connection to Stripe cannot be read any more, as a secret of this installation was changed. Connect the account again.';
  if (connection.lettingGoAt !== null) return 'The Stripe account is being disconnected.';
  if (connection.live !== live)
    return connection.live
      ? 'The connected Stripe account is for real money, and this installation takes test money. Connect it again.'
      : 'The connected Stripe account is for test money. Connect it again.';
  if (connection.chargesEnabled) return null;
  const needs = describeNeeds(connection.due);
  return `Stripe does not let the account take payments yet. ${needs || (connection.inReview ? 'It is looking at what was given.' : connection.checkedAt === null ? 'It was not asked yet.' : '')}`.trim();
}

/** As people know it: `Lantern Society (acct_1…)`. */
export function nameAccount({ name, account }: { name: string; account: string | null }): string {
  if (account === null) return name || 'a Stripe account';
  return name ? `${name} (${account})` : account;
}
