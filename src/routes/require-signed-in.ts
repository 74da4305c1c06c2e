/**
 * The way in, for who comes to a page of an account without being signed in, or without having proved of late who they
 * are.
 */
import { redirect } from '@sveltejs/kit';
import { isProven } from '#features/accounts/server/policy.ts';

/** @throws a redirect to the sign-in, which leads back */
export function requireSignedIn(locals: App.Locals, url: URL): void {
  if (locals.ctx.actor.kind !== 'user') redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname)}`);
}

/**
 * For what adds a way into the account.
 * @throws a redirect to the sign-in, or to where one proves again who one is; both lead back
 */
export function requireRecentProof(locals: App.Locals, url: URL): void {
  requireSignedIn(locals, url);
  if (!isProven(locals.ctx.actor, locals.ctx.now))
    redirect(303, `/account/confirm?next=${encodeURIComponent(url.pathname)}`);
}
