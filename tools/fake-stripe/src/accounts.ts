/** Accounts that can be charged for, and the links under which they are completed. */
import { happened } from './events.ts';
import { invalid, refuse } from './refusal.ts';
import { all, get, keep, newId, now, PLATFORM, type World } from './world.ts';

export type Account = ReturnType<typeof newAccount>;
type Status = 'active' | 'inactive' | 'pending';
export type AccountInput = {
  type?: 'standard' | 'express' | 'custom';
  country?: string;
  email?: string;
  default_currency?: string;
  business_type?: string;
  metadata?: Record<string, string>;
  capabilities?: Record<string, { requested: boolean }>;
  business_profile?: Record<string, string>;
};

const DUE = ['business_profile.url', 'external_account', 'tos_acceptance.date', 'tos_acceptance.ip'];
const LINK_SECONDS = 300;

function newAccount(world: World, input: AccountInput, done: boolean) {
  const type = input.type ?? 'standard';
  const asked = Object.entries(input.capabilities ?? {})
    .filter(([, { requested }]) => requested)
    .map(([name]) => name);
  const capabilities = Object.fromEntries(
    (asked.length > 0 ? asked : type === 'standard' ? ['card_payments', 'transfers'] : []).map((name) => [
      name,
      (done ? 'active' : 'inactive') as Status,
    ]),
  );
  return {
    id: newId('acct', 8).replace('acct_', 'acct_1'),
    object: 'account' as const,
    business_profile: {
      annual_revenue: null,
      estimated_worker_count: null,
      mcc: null,
      minority_owned_business_designation: null,
      name: null,
      product_description: null,
      specified_commercial_transactions_act_url: null,
      support_address: null,
      support_email: null,
      support_phone: null,
      support_url: null,
      url: null,
      ...input.business_profile,
    },
    business_type: input.business_type ?? null,
    capabilities,
    charges_enabled: done,
    controller: type === 'standard' ? { type: 'account' } : { type: 'application', is_controller: true },
    country: input.country ?? 'DE',
    created: now(world),
    default_currency: input.default_currency ?? 'eur',
    details_submitted: done,
    email: input.email ?? null,
    future_requirements: requirements([]),
    groups: null,
    metadata: input.metadata ?? {},
    payouts_enabled: done,
    requirements: requirements(done ? [] : DUE),
    settings: {
      branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
      card_payments: {
        decline_on: { avs_failure: true, cvc_failure: false },
        statement_descriptor_prefix: null as string | null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      dashboard: { display_name: input.business_profile?.name ?? null, timezone: 'Etc/UTC' },
      payments: {
        statement_descriptor: null as string | null,
        statement_descriptor_kana: null,
        statement_descriptor_kanji: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
    },
    type,
  };
}

function requirements(due: string[]) {
  return {
    alternatives: [],
    current_deadline: null as number | null,
    currently_due: due,
    disabled_reason: due.length > 0 ? 'requirements.past_due' : null,
    errors: [],
    eventually_due: due,
    past_due: due,
    pending_verification: [] as string[],
  };
}

/** An account with everything in order, as somebody has who is at Stripe already. It is not connected yet. */
export function openStandardAccount(world: World, input: AccountInput): Account {
  const account = newAccount(world, input, true);
  return keep(world, account.id, account);
}

export function createAccount(world: World, input: AccountInput): Account {
  if (input.country !== undefined && !/^[A-Z]{2}$/.test(input.country))
    throw invalid(
      `Country '${input.country}' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'.`,
      { code: 'country_unsupported', param: 'country' },
    );
  if (!input.type) throw invalid('Missing required param: type.', { code: 'parameter_missing', param: 'type' });
  const account = newAccount(world, input, false);
  world.connected.add(account.id);
  keep(world, account.id, account);
  return account;
}

/** The account itself, or one that the caller is connected with. */
export function getAccount(world: World, caller: string, id: string): Account {
  if (id !== caller && !(caller === PLATFORM && world.connected.has(id))) throw noAccess(world, id);
  if (id === PLATFORM) return platformAccount(world);
  return get<Account>(world, id, 'account', id);
}

function platformAccount(world: World): Account {
  const found = all<Account>(world, PLATFORM, 'account')[0];
  return (
    found ?? keep(world, PLATFORM, { ...newAccount(world, { email: 'platform@foyer.example' }, true), id: PLATFORM })
  );
}

/** 403, in the same words for accounts that do not exist. */
export function noAccess(world: World, id: string) {
  return refuse(403, {
    type: 'invalid_request_error',
    code: 'account_invalid',
    message: `The provided key '${redact(world.platformKey)}' does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
  });
}

export function redact(key: string): string {
  return key.length <= 12 ? '*'.repeat(key.length) : `${key.slice(0, 8)}${'*'.repeat(key.length - 12)}${key.slice(-4)}`;
}

export function listAccounts(world: World): Account[] {
  return [...world.connected].map((id) => get<Account>(world, id, 'account', id)).reverse();
}

export function deleteAccount(world: World, caller: string, id: string): object {
  const account = getAccount(world, caller, id);
  if (account.type === 'standard')
    throw invalid('This account cannot be deleted: Standard accounts are closed by their owners.');
  world.connected.delete(id);
  world.resources.delete(id);
  return { id, object: 'account', deleted: true };
}

export type LinkInput = { account: string; refresh_url?: string; return_url?: string; type: string };

export function createAccountLink(world: World, caller: string, input: LinkInput): object {
  const account = getAccount(world, caller, input.account);
  if (!input.refresh_url)
    throw invalid('Missing required param: refresh_url.', { code: 'parameter_missing', param: 'refresh_url' });
  if (!input.return_url)
    throw invalid('Missing required param: return_url.', { code: 'parameter_missing', param: 'return_url' });
  if (input.type === 'account_update' && account.type === 'standard')
    throw invalid('You cannot create `account_update` type account links for this account.');
  const token = newId('link', 16);
  const expiresAt = now(world) + LINK_SECONDS;
  world.links.set(token, {
    account: account.id,
    refreshUrl: input.refresh_url,
    returnUrl: input.return_url,
    expiresAt,
    used: false,
  });
  return {
    object: 'account_link',
    created: now(world),
    expires_at: expiresAt,
    url: `${world.origin}/setup/${account.type.slice(0, 1)}/${account.id}/${token}`,
  };
}

/** How far the account is, as the hosted page or a control says. `pending`: everything given, not looked at yet. */
export function setAccountStatus(world: World, id: string, state: 'complete' | 'pending' | 'restricted'): Account {
  const account = get<Account>(world, id, 'account', id);
  const before = {
    charges_enabled: account.charges_enabled,
    details_submitted: account.details_submitted,
    payouts_enabled: account.payouts_enabled,
  };
  const complete = state === 'complete';
  const status: Status = complete ? 'active' : state === 'pending' ? 'pending' : 'inactive';
  const names = Object.keys(account.capabilities);
  account.capabilities = Object.fromEntries(
    (names.length > 0 ? names : ['card_payments', 'transfers']).map((name) => [name, status]),
  );
  account.charges_enabled = complete;
  account.payouts_enabled = complete;
  account.details_submitted = state !== 'restricted' || account.details_submitted;
  account.requirements = requirements(state === 'restricted' ? ['external_account'] : []);
  if (state === 'pending') {
    account.requirements.pending_verification = ['business_profile.url'];
    account.requirements.disabled_reason = 'requirements.pending_verification';
  }
  happened(world, id, 'account.updated', account, before);
  return account;
}
