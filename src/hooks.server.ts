/** Around every page: who asks, in which language, and whether the answer is one for everybody. */
import { type Handle, type HandleServerError } from '@sveltejs/kit/hooks';
import { findMovedEvent } from '#features/events/server/queries.ts';
import { awayError } from '#platform/database-away.ts';
import { FoyerError } from '#platform/errors.ts';
import type { Ctx } from '#platform/ctx.ts';
import { anonymousActor } from '#platform/http/anonymous-actor.ts';
import { localeOf } from '#platform/http/anonymous-key.ts';
import { logAddress } from '#platform/http/log-address.ts';
import { cleanForms } from '#platform/http/read-form.ts';
import { createAnswer } from '#platform/http/page-cache.ts';
import { securityHeaders } from '#platform/http/security-headers.ts';
import { direction, translator } from '#platform/i18n/translate.ts';
import { REFUSED_VALUE, refusedValue } from '#platform/refused-value.ts';
import { getRuntime, runtimeCtx } from '#platform/runtime.ts';
import { CONFIRMATION_COOKIE, confirmPost, forgetConfirmation, readConfirmation } from './routes/confirm-post.ts';

export const handle: Handle = async ({ event, resolve }) => {
  const { request, locals, platform, url } = event;
  // Pages come whole: nobody asks for their data alone.
  if (event.isDataRequest) return new Response('Not found', { status: 404 });
  cleanForms(request);
  const cookie = request.headers.get('cookie') ?? undefined;
  // The organiser's and the operator's rooms speak English only, so far.
  locals.locale = /^\/(manage|admin)(\/|$)/.test(url.pathname) ? 'en' : localeOf(cookie, request.headers.get('accept-language') ?? undefined);
  const anonymous = anonymousActor(cookie);
  const actor = anonymous || !platform ? { kind: 'nobody' as const } : await platform.auth.actorOf(request.headers);
  locals.ctx = runtimeCtx(actor, locals.locale);
  locals.said = request.method === 'GET' ? readConfirmation(event.cookies.get(CONFIRMATION_COOKIE)) : undefined;
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace('%foyer.lang%', locals.locale).replace('%foyer.dir%', direction(locals.locale)),
    preload: ({ type, path }) => type === 'css' || (type === 'font' && /latin-(wdth|wght)-normal/.test(path)),
  });
  const moved = response.status === 404 ? await newAddress(locals.ctx, url) : undefined;
  if (moved) return new Response(null, { status: 301, headers: { location: moved, 'cache-control': 'private, no-cache' } });
  if (response.headers.get('content-type') === 'text/html') response.headers.set('content-type', 'text/html; charset=utf-8');
  if (request.method === 'POST') confirmPost(url, response);
  if (locals.said && response.headers.get('content-type')?.startsWith('text/html')) forgetConfirmation(url, response);
  const isShared = !locals.said && locals.shared !== undefined && response.status === 200;
  if (!isShared && !response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-cache');
  if (!platform || !locals.shared || !isShared || request.method !== 'GET') return response;
  const runtime = getRuntime();
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'etag' && name !== 'content-length'));
  const answer = createAnswer({
    headers: { ...securityHeaders(runtime.config.url), 'cache-control': 'public, max-age=0, must-revalidate', vary: 'accept-encoding, accept-language, cookie', ...headers },
    body: Buffer.from(await response.arrayBuffer()),
    tags: locals.shared.tags,
    ...(locals.shared.lastModified === undefined ? {} : { lastModified: locals.shared.lastModified }),
    ...(locals.shared.ttlMs === undefined ? {} : { ttlMs: locals.shared.ttlMs }),
  });
  platform.give(answer);
  return new Response(null, { status: 204 });
};

/** Where something of an event is whose address has changed; undefined for everything else that is not here. */
async function newAddress(ctx: Ctx, url: URL): Promise<string | undefined> {
  const [, slug = '', rest = ''] = /^\/e\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
  const now = slug ? await findMovedEvent(ctx, slug) : undefined;
  return now && `/e/${now}${rest}${url.search}`;
}

/** The one place in which errors become pages: those that say what is wrong keep status and words, defects are logged. */
export const handleError: HandleServerError = ({ kind, error, event }) => {
  if (kind === 'unknown' && error instanceof FoyerError) return { status: error.status, message: error.message, code: error.code };
  // Who leaves while a preview is drawn is no defect.
  if (kind === 'unknown' && (error as Error | null)?.message === 'aborted') return {};
  if (kind !== 'unknown') return {};
  const refused = refusedValue(error);
  if (refused) {
    getRuntime().log.warn({ err: error, url: logAddress(event.url.pathname) }, REFUSED_VALUE);
    return { status: refused.status, message: refused.message, code: refused.code };
  }
  getRuntime().log.error({ err: error, url: logAddress(event.url.pathname) }, 'page failed');
  const t = translator(event.locals.locale ?? 'en');
  const away = awayError(error);
  return away ? { status: away.status, message: t('error.away'), code: away.code } : { message: t('error.defect') };
};
