import { redirect } from '@sveltejs/kit';
import { LOCALE_COOKIE } from '#platform/http/anonymous-key.ts';
import { LOCALES } from '#platform/i18n/translate.ts';
import type { RequestHandler } from './$types';

/** Remembers the reader's language and returns to where they were, on this site only. */
export const GET: RequestHandler = ({ url, cookies }) => {
  const to = url.searchParams.get('to') ?? '';
  const back = url.searchParams.get('back') ?? '/';
  if ((LOCALES as readonly string[]).includes(to))
    cookies.set(LOCALE_COOKIE, to, { path: '/', maxAge: 31_536_000, httpOnly: false, sameSite: 'lax' });
  const target = URL.canParse(back, url.origin) ? new URL(back, url.origin) : url;
  // `/.//elsewhere` is a path of this site until it is written out.
  redirect(
    303,
    back.startsWith('/') && target.origin === url.origin && !target.pathname.startsWith('//')
      ? target.pathname + target.search
      : '/',
  );
};
