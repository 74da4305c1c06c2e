/**
 * How the installation stands to Stripe: its keys, where Stripe is, and what the installation takes of each payment.
 */
import { Invalid } from './errors.ts';
import { parseMoney } from './money.ts';

/**
 * What the installation takes of each card payment: `percent` in hundredths of a percent, `fixed` in minor units by
 * currency (none where it is not named).
 */
export type PlatformFee = { percent: number; fixed: Readonly<Record<string, number>> };

export type StripeSettings = {
  secretKey: string;
  /**
   * `ca_…`, by which Stripe's authorization page knows the installation; '' where accounts are made by it instead and
   * none was given.
   */
  clientId: string;
  /** Of the endpoint for connected accounts and of the own one; any of them may have signed. */
  webhookSecrets: readonly string[];
  apiBase: string;
  connectBase: string;
  /** Whether organisers connect the account that they have, or get one made. */
  connect: 'oauth' | 'accounts';
  /** Whether the key moves real money. */
  live: boolean;
  fee: PlatformFee;
  /** How long Stripe gets for an answer. */
  timeoutMs?: number;
  /**
   * It is the stand-in beside this installation: nobody is charged, and its pages are shown under Foyer's own address.
   */
  testMoney?: true;
};

/**
 * Where a reader of this installation finds a page that Stripe named: that of the stand-in under Foyer's own address,
 * as its own is on this machine alone.
 */
export function pageAtStripe({ apiBase, testMoney }: StripeSettings, address: string): string {
  return testMoney && address.startsWith(`${apiBase}/`)
    ? `${TEST_MONEY_DOOR}${address.slice(apiBase.length)}`
    : address;
}

export const TEST_MONEY_DOOR = '/test-money';

type Given = {
  STRIPE_SECRET_KEY?: string | undefined;
  STRIPE_CLIENT_ID?: string | undefined;
  STRIPE_WEBHOOK_SECRET?: string | undefined;
  STRIPE_API_BASE: string;
  STRIPE_CONNECT_BASE: string;
  STRIPE_CONNECT: 'oauth' | 'accounts';
  STRIPE_FEE_PERCENT?: string | undefined;
  STRIPE_FEE_FIXED?: string | undefined;
  STRIPE_TIMEOUT_SECONDS: number;
};

/** Undefined where no key is set. @throws Invalid naming the setting that is missing or wrong */
export function stripeSettings(given: Given): StripeSettings | undefined {
  const {
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_CLIENT_ID: clientId = '',
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_CONNECT: connect,
  } = given;
  const needed = {
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    ...(connect === 'oauth' ? { STRIPE_CLIENT_ID: clientId } : {}),
  };
  const missing = Object.entries(needed).flatMap(([name, value]) => (value ? [] : [name]));
  const fee = { percent: readPercent(given.STRIPE_FEE_PERCENT), fixed: readFixed(given.STRIPE_FEE_FIXED) };
  if (!secretKey && !webhookSecret && !clientId) return undefined;
  if (missing.length > 0)
    throw new Invalid(
      `Wrong settings: payments with Stripe also need ${missing.join(', ')}`,
      missing.map((where) => ({ where, message: 'is missing' })),
      'settings',
    );
  return {
    secretKey: secretKey as string,
    clientId,
    webhookSecrets: readSecrets(webhookSecret as string),
    apiBase: given.STRIPE_API_BASE,
    connectBase: given.STRIPE_CONNECT_BASE,
    connect,
    live: /^[rs]k_live_/.test(secretKey as string),
    fee,
    timeoutMs: given.STRIPE_TIMEOUT_SECONDS * 1000,
  };
}

function readSecrets(text: string): string[] {
  const secrets = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (secrets.length === 0 || secrets.some((one) => !/^whsec_\S+$/.test(one)))
    wrong('STRIPE_WEBHOOK_SECRET', 'must be one or several signing secrets (whsec_…), with commas between them');
  return secrets;
}

function readPercent(text = '0'): number {
  const read = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text.trim());
  const hundredths = read ? Number(read[1]) * 100 + Number((read[2] ?? '').padEnd(2, '0')) : Number.NaN;
  if (!(hundredths <= 10_000))
    wrong('STRIPE_FEE_PERCENT', 'must be a number from 0 to 100 such as 1.5, with two digits after the point at most');
  return hundredths;
}

function readFixed(text = ''): Record<string, number> {
  const fixed: Record<string, number> = {};
  const currencies = new Set(Intl.supportedValuesOf('currency'));
  for (const part of text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')) {
    const [, amount = '', currency = ''] = /^(\S+)\s+([A-Z]{3})$/.exec(part) ?? [];
    const money = currencies.has(currency) && !(currency in fixed) ? parseMoney(amount, currency) : undefined;
    if (!money)
      return wrong(
        'STRIPE_FEE_FIXED',
        'must be amounts such as 0.30 EUR, 0.35 USD: one for each currency, with a point',
      );
    fixed[currency] = money.minor;
  }
  return fixed;
}

function wrong(where: string, message: string): never {
  throw new Invalid(`Wrong settings: ${where} ${message}`, [{ where, message }], 'settings');
}
