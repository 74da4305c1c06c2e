/** A connection: an account with another service that is the same person as an account here. */

export const PROVIDER_IDS = ['x', 'github', 'oidc'] as const;
export type ProviderId = (typeof PROVIDER_IDS)[number];

/** What a service says of a person who has just signed in there. Texts are '' where it says nothing. */
export type Profile = {
  /** Stays the same for ever, unlike the handle; unique among all that this provider's settings may ever name. */
  accountId: string;
  handle: string;
  name: string;
  /** The person's page with that service, or their own website. */
  link: string;
  /** Addresses of their picture, the best first. */
  pictures: string[];
  email: string;
  /** Whether the service has seen the person read mail there. */
  emailVerified: boolean;
};

/** What is kept on our side while the person is with the service. */
export type Begun = {
  /** Where to send the browser. */
  address: string;
  /** What the service names in its answer. */
  token: string;
  /** What proves that the answer is one to our question. */
  secret: string;
};

/** What became of a request for consent, as the answer's address says it. */
export type Consent = { token: string; denied: boolean };

export type Provider = {
  id: ProviderId;
  name: string;
  begin: (callback: string, now: number) => Promise<Begun>;
  /** Reads which attempt an answer belongs to; null where it names none. */
  readConsent: (query: URLSearchParams) => Consent | null;
  /** Exchanges the answer for who the person is. Throws Invalid where the service or its proof does not hold. */
  finish: (
    query: URLSearchParams,
    kept: { token: string; secret: string; callback: string },
    now: number,
  ) => Promise<Profile>;
};

/** Why somebody comes back without being signed in. Pages have words for each. */
export const FAILURES = [
  'denied',
  'expired',
  'replayed',
  'other-browser',
  'unknown',
  'other-person',
  'taken',
  'another',
  'refused',
  'unreachable',
  'address-known',
  'prove-first',
  'closed',
] as const;
export type Failure = (typeof FAILURES)[number];

/** The failure that an address names, null for none and for what is no failure. */
export function readFailure(text: string | null): Failure | null {
  return FAILURES.find((failure) => failure === text) ?? null;
}

/** How long somebody has for giving consent, and then for proving an address. */
export const ATTEMPT_MINUTES = 10;
export const PENDING_MINUTES = 30;

/** What of a profile goes into an account: only what is empty there. */
export function fillEmpty(
  account: { name: string; website: string },
  profile: Pick<Profile, 'name' | 'link'>,
): { name?: string; website?: string } {
  return {
    ...(account.name.trim() === '' && profile.name ? { name: profile.name } : {}),
    ...(account.website.trim() === '' && profile.link ? { website: profile.link } : {}),
  };
}

/** Characters of an e-mail address (RFC 5321, 4.5.3.1.3). */
export const ADDRESS_LIMIT = 254;

const LONGEST = { accountId: 600, handle: 100, name: 200, link: 500, picture: 1000, email: ADDRESS_LIMIT };

/**
 * A profile within limits: texts on one line and not too long, links that browsers follow. Null where it does not say
 * who it is.
 */
export function cleanProfile(said: { [K in keyof Profile]?: unknown }): Profile | null {
  const accountId = typeof said.accountId === 'number' ? String(said.accountId) : said.accountId;
  if (typeof accountId !== 'string' || !accountId || accountId.length > LONGEST.accountId) return null;
  const pictures = Array.isArray(said.pictures)
    ? said.pictures.map((one) => address(one, LONGEST.picture)).filter((one) => one !== '')
    : [];
  const email = line(said.email, LONGEST.email + 1).toLowerCase();
  return {
    accountId,
    handle: line(said.handle, LONGEST.handle),
    name: line(said.name, LONGEST.name),
    link: address(said.link, LONGEST.link),
    pictures,
    email: email.length <= LONGEST.email && /^[^\s@]+@[^\s@]+$/.test(email) ? email : '',
    emailVerified: said.emailVerified === true,
  };
}

function line(text: unknown, longest: number): string {
  if (typeof text !== 'string') return '';
  return [
    ...text
      .toWellFormed()
      .replaceAll(/\p{Cc}+|\p{Cf}+/gu, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  ]
    .slice(0, longest)
    .join('');
}

function address(text: unknown, longest: number): string {
  if (typeof text !== 'string' || text.length > longest || !/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text))
    return '';
  return text;
}
