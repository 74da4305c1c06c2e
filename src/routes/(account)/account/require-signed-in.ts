/** The way in, for who comes to a page of an account without being signed in. */
import { redirect } from '@sveltejs/kit';

/** @throws a redirect to the sign-in, which leads back */
export function requireSignedIn(locals: App.Locals, url: URL): void {
  if (locals.ctx.actor.kind !== 'user') redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname)}`);
}
