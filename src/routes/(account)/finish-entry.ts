/** From a proof of who somebody is to a page of theirs. */
import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import type { Way } from '#features/accounts/server/auth.ts';
import { safePath } from '#features/accounts/next-path.ts';
import { recordSignIn } from '#features/accounts/server/record-sign-in.ts';
import { Forbidden } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import { getRuntime } from '#platform/runtime.ts';
import { giveCookies } from '../give-cookies.ts';

/** What these functions read of a request, whatever its page. */
export type AnyEvent = Pick<RequestEvent, 'request' | 'locals' | 'platform' | 'cookies' | 'getClientAddress'>;

/** Where a sign-in leads that began nowhere in particular. */
const HOME = '/manage';

/**
 * Begins the person's session and leads on to `next`, by way of the second factor where the account has one. `way`: how
 * they proved who they are.
 */
export async function finishEntry(event: AnyEvent, userId: string, next: string, way: Way): Promise<never> {
  const { auth } = event.platform ?? error(503);
  const { secondFactor, cookies } = await auth
    .startSession(userId, event.request.headers, { way })
    .catch(async (problem: unknown) => {
      if (!(problem instanceof Forbidden)) throw problem;
      await recordSignIn(
        event.locals.ctx,
        { userId, way, address: event.getClientAddress(), userAgent: userAgentOf(event) },
        'blocked',
      );
      redirect(303, '/sign-in?blocked=1');
    });
  giveCookies(event.cookies, cookies);
  if (secondFactor) redirect(303, `/sign-in/second-factor?next=${encodeURIComponent(safePath(next, HOME))}`);
  return leadOn(next);
}

/** @throws a redirect to `next`, where that is a place of this installation */
export function leadOn(next: string): never {
  redirect(303, safePath(next, HOME));
}

/** What use cases want to know of a request besides its form. */
export function requestFacts(event: AnyEvent): { url: string; address: string } {
  return { url: getRuntime().config.url, address: event.getClientAddress() };
}

/** What the browser says it is. */
export function userAgentOf({ request }: Pick<AnyEvent, 'request'>): string {
  return request.headers.get('user-agent') ?? '';
}

/** `next` and `email` of the address, to be carried through forms and links. */
export function carried(url: URL): { next: string; email: string; query: string } {
  const next = safePath(url.searchParams.get('next'), '');
  const email = cutText(url.searchParams.get('email') ?? '', 254);
  return { next, email, query: next ? `?next=${encodeURIComponent(next)}` : '' };
}
