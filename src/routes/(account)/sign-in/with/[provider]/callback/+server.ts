import { redirect } from '@sveltejs/kit';
import { safePath } from '#features/accounts/next-path.ts';
import { findProvider } from '#features/connections/server/find-provider.ts';
import { finishSignIn } from '#features/connections/server/finish-sign-in.ts';
import { TooMany } from '#platform/rate-limit.ts';
import { getRuntime } from '#platform/runtime.ts';
import { finishEntry, requestFacts } from '../../../../finish-entry.ts';
import { forgetBrowser, readBrowser } from '../../browser-cookie.ts';
import type { RequestHandler } from './$types';

/** Where the service sends the browser back to. Whatever comes of it stands on a page whose address tells no secret. */
export const GET: RequestHandler = async (event) => {
  const { locals, params, url, cookies } = event;
  const provider = findProvider(getRuntime().config, params.provider);
  const { url: foyer, address: client } = requestFacts(event);
  const here = `/sign-in/with/${provider.id}`;
  const finished = await finishSignIn(locals.ctx, provider, {
    query: url.searchParams,
    browser: readBrowser(cookies),
    client,
    callback: `${foyer}${here}/callback`,
  }).catch((error: unknown) => {
    if (error instanceof TooMany) return { kind: 'failed', why: 'unreachable', connecting: false } as const;
    throw error;
  });
  event.setHeaders({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  switch (finished.kind) {
    case 'address':
      return redirect(303, `${here}/address`);
    case 'connected':
      forgetBrowser(cookies);
      return redirect(303, `${safePath(finished.next, '/account/connections').split('?')[0]}?connected=${provider.id}`);
    case 'failed':
      if (finished.why === 'prove-first') return redirect(303, '/account/confirm?next=/account/connections');
      return redirect(
        303,
        finished.connecting
          ? `/account/connections?with=${provider.id}&why=${finished.why}`
          : `${here}?why=${finished.why}`,
      );
    default:
      forgetBrowser(cookies);
      return finishEntry(event, finished.userId, finished.next, provider.id);
  }
};
