/**
 * Connecting an account that somebody has: the authorization page, codes that count once, tokens, and the end of it.
 */
import { type Account, openStandardAccount, redact } from './accounts.ts';
import { happened } from './events.ts';
import type { Form } from './form.ts';
import { escapeMarkup, page } from './page.ts';
import { refuseOauth } from './refusal.ts';
import { get, newId, type World } from './world.ts';

/** The page where one presses Connect or Deny. Faults that cannot be told to the caller are told to whoever looks. */
export function authorizePage(
  world: World,
  query: URLSearchParams,
  express: boolean,
): { status: number; html: string } | { location: string } {
  const fault = faultOf(world, query);
  if (fault) return { status: 400, html: page('Connecting is not possible', `<p>${escapeMarkup(fault)}</p>`) };
  if (query.get('response_type') !== 'code')
    return {
      location: sendBack(query, redirectOf(world, query), {
        error: 'unsupported_response_type',
        error_description: 'Only supported response type is code',
      }),
    };
  if (!['read_write', 'read_only', null].includes(query.get('scope')))
    return {
      location: sendBack(query, redirectOf(world, query), {
        error: 'invalid_scope',
        error_description: `Invalid scope provided: ${query.get('scope')}`,
      }),
    };
  const hidden = [...query]
    .map(([name, value]) => `<input type="hidden" name="${escapeMarkup(name)}" value="${escapeMarkup(value)}">`)
    .join('');
  const email = escapeMarkup(query.get('stripe_user[email]') ?? 'organiser@example.org');
  const html = page(
    'Connect your account',
    `<p>Foyer would like to take payments for you. No money moves here.</p>
<form method="post" action="${express ? '/express' : ''}/oauth/authorize">${hidden}
<p><label>E-mail address of the account<br><input name="account_email" type="email" value="${email}"></label></p>
<p><button name="decision" value="connect">Connect</button> <button class="second" name="decision" value="deny">Deny</button></p></form>`,
  );
  return { status: 200, html };
}

function faultOf(world: World, query: URLSearchParams): string | undefined {
  if (!query.get('client_id')) return 'No client id was given.';
  if (query.get('client_id') !== world.clientId)
    return `No application matches the supplied client identifier: ${query.get('client_id')}`;
  if (!isRegistered(world, redirectOf(world, query)))
    return `Invalid redirect URI '${query.get('redirect_uri')}'. Ensure this uri exactly matches one of the uris specified in your application settings`;
  return undefined;
}

/** Exactly, as at Stripe; one that ends in `*` is for test runs, which do not know the address beforehand. */
function isRegistered(world: World, uri: string): boolean {
  return world.redirectUris.some((one) => (one.endsWith('*') ? uri.startsWith(one.slice(0, -1)) : uri === one));
}

function redirectOf(world: World, query: URLSearchParams): string {
  return query.get('redirect_uri') ?? world.redirectUris[0] ?? '';
}

function sendBack(query: URLSearchParams, to: string, said: Record<string, string>): string {
  const back = new URL(to);
  for (const [name, value] of Object.entries(said)) back.searchParams.set(name, value);
  const state = query.get('state');
  if (state !== null) back.searchParams.set('state', state);
  return back.href;
}

/** What was pressed; the address the browser is sent to. */
export function decideAuthorize(
  world: World,
  form: URLSearchParams,
  express: boolean,
): { status: number; html: string } | { location: string } {
  const fault = faultOf(world, form);
  if (fault) return { status: 400, html: page('Connecting is not possible', `<p>${escapeMarkup(fault)}</p>`) };
  const to = redirectOf(world, form);
  if (form.get('decision') !== 'connect')
    return {
      location: sendBack(form, to, { error: 'access_denied', error_description: 'The user denied your request' }),
    };
  const email = form.get('account_email') || 'organiser@example.org';
  const known = [...world.resources.values()]
    .map((one) => one.resource as Account)
    .find((one) => one.object === 'account' && one.type === 'standard' && one.email === email);
  const account =
    known ??
    openStandardAccount(world, {
      email,
      type: express ? 'express' : 'standard',
      ...(express ? { capabilities: { card_payments: { requested: true }, transfers: { requested: true } } } : {}),
    });
  const code = newId('ac', 16);
  world.codes.set(code, { account: account.id, redirectUri: to, used: false });
  return { location: sendBack(form, to, { scope: form.get('scope') ?? 'read_only', code }) };
}

/** `secret` is what the caller proved to be with: a Bearer key or `client_secret`. */
export function exchangeCode(world: World, form: Form, secret: string): object {
  checkSecret(world, secret);
  const { grant_type, code, refresh_token } = form;
  if (grant_type === undefined) throw refuseOauth(400, 'invalid_request', 'No grant type specified');
  if (grant_type === 'refresh_token') return refresh(world, String(refresh_token ?? ''));
  if (grant_type !== 'authorization_code')
    throw refuseOauth(400, 'unsupported_grant_type', `Unsupported grant type: ${String(grant_type)}`);
  if (typeof code !== 'string') throw refuseOauth(400, 'invalid_request', 'No authorization code specified');
  const known = world.codes.get(code);
  if (!known) throw refuseOauth(400, 'invalid_grant', `Authorization code does not exist: ${code}`);
  if (known.used) {
    if (known.access) world.keys.delete(known.access);
    world.connected.delete(known.account);
    throw refuseOauth(
      400,
      'invalid_grant',
      'This authorization code has already been used. All tokens issued with this code have been revoked.',
    );
  }
  known.used = true;
  known.access = newId('sk_test', 24);
  return grant(world, known.account, known.access, 'read_write');
}

function grant(world: World, account: string, access: string, scope: string): object {
  world.keys.set(access, account);
  world.connected.add(account);
  return {
    access_token: access,
    livemode: false,
    refresh_token: `rt_${account}`,
    scope,
    stripe_publishable_key: newId('pk_test', 24),
    stripe_user_id: account,
    token_type: 'bearer',
  };
}

function refresh(world: World, token: string): object {
  const account = token.replace(/^rt_/, '');
  if (!world.connected.has(account)) throw refuseOauth(400, 'invalid_grant', `Refresh token does not exist: ${token}`);
  return grant(world, account, newId('sk_test', 24), 'read_write');
}

function checkSecret(world: World, secret: string): void {
  if (!secret)
    throw refuseOauth(
      401,
      'invalid_client',
      'No authentication was provided. Send your secret API key using the Authorization header, or as a client_secret POST parameter.',
    );
  // Live codes need live keys; here is test mode alone.
  if (secret.startsWith('sk_live_'))
    throw refuseOauth(
      400,
      'invalid_grant',
      'The authorization code was issued in test mode, but the key is a live mode key.',
    );
  if (secret !== world.platformKey)
    throw refuseOauth(401, 'invalid_client', `Invalid API Key provided: ${redact(secret)}`);
}

export function deauthorize(world: World, form: Form, secret: string): object {
  checkSecret(world, secret);
  const { client_id, stripe_user_id } = form;
  if (typeof client_id !== 'string') throw refuseOauth(400, 'invalid_request', 'No client id specified');
  if (client_id !== world.clientId)
    throw refuseOauth(401, 'invalid_client', `No application matches the supplied client identifier: ${client_id}`);
  if (typeof stripe_user_id !== 'string') throw refuseOauth(400, 'invalid_request', 'No stripe_user_id specified');
  if (!world.connected.has(stripe_user_id))
    throw refuseOauth(
      401,
      'invalid_client',
      `This application is not connected to stripe account ${stripe_user_id}, or that account does not exist.`,
    );
  disconnect(world, stripe_user_id);
  return { stripe_user_id };
}

/** From either side: the keys are void, and the platform is told. */
export function disconnect(world: World, id: string): void {
  get<Account>(world, id, 'account', id);
  happened(world, id, 'account.application.deauthorized', {
    id: world.clientId,
    object: 'application',
    name: 'Foyer',
  } as { id: string; object: string });
  world.connected.delete(id);
  for (const [key, account] of world.keys) if (account === id) world.keys.delete(key);
}
