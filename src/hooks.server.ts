/** Around every page: who asks, in which language, and whether the answer is one for everybody. */
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { findMovedEvent } from '#features/events/server/queries.ts';
import { awayError } from '#platform/database-away.ts';
import { FoyerError, wordError } from '#platform/errors.ts';
import type { Actor, Ctx } from '#platform/ctx.ts';
import { PROBLEM_TYPE, problemBody } from '#platform/http/problem.ts';
import { anonymousActor } from '#platform/http/anonymous-actor.ts';
import { localeOf } from '#platform/http/anonymous-key.ts';
import { logAddress } from '#platform/http/log-address.ts';
import { cleanForms } from '#platform/http/read-form.ts';
import { createAnswer } from '#platform/http/page-cache.ts';
import { answerPreflight, SHARED_READING } from '#platform/http/share-reading.ts';
import { allowStyle, liftStyles, showsMail, styleSource } from '#platform/http/style-policy.ts';
import { securityHeaders } from '#platform/http/security-headers.ts';
import { direction, translator, isWhole } from '#platform/i18n/translate.ts';
import { clientName } from '#platform/rate-limit.ts';
import { REFUSED_VALUE, refusedValue } from '#platform/refused-value.ts';
import { getRuntime, runtimeCtx } from '#platform/runtime.ts';
import { CONFIRMATION_COOKIE, confirmPost, forgetConfirmation, readConfirmation } from './routes/confirm-post.ts';

export const handle: Handle = async ({ event, resolve }) => {
  const { request, locals, platform, url } = event;
  // Pages come whole: nobody asks for their data alone.
  if (event.isDataRequest) return new Response('Not found', { status: 404 });
  cleanForms(request);
  const isFile = EVENT_FILES.test(url.pathname);
  const preflight = isFile ? answerPreflight(request.method, request.headers) : undefined;
  if (preflight) return preflight;
  const cookie = request.headers.get('cookie') ?? undefined;
  const asked = localeOf(cookie, request.headers.get('accept-language') ?? undefined);
  // Pages of teams and administrators are in languages alone that have all of their texts: no page mixes two.
  locals.locale = isWhole(asked) || !/^\/(manage|admin)(\/|$)/.test(url.pathname) ? asked : 'en';
  const anonymous = anonymousActor(cookie);
  const actor = anonymous || !platform ? { kind: 'nobody' as const } : await platform.auth.actorOf(request.headers);
  locals.ctx = runtimeCtx(actor, locals.locale);
  if (request.method === 'POST')
    locals.ctx.client = clientName(getRuntime().config.secret, 'mails', event.getClientAddress());
  locals.said = request.method === 'GET' ? readConfirmation(event.cookies.get(CONFIRMATION_COOKIE)) : undefined;
  let style = '';
  let attributes = false;
  const answered = await resolve(event, {
    transformPageChunk: ({ html: drawn }) => {
      const html = liftStyles(drawn);
      style ||= styleSource(html);
      attributes ||= showsMail(html);
      return html.replace('%foyer.lang%', locals.locale).replace('%foyer.dir%', direction(locals.locale));
    },
    preload: ({ type, path }) => type === 'css' || (type === 'font' && /latin-(wdth|wght)-normal/.test(path)),
  });
  allowStyle(answered.headers, style, { attributes });
  const response = isFile ? shareFile(request, answered) : answered;
  const moved = response.status === 404 ? await newAddress(locals.ctx, url) : undefined;
  if (moved) return leadOn(moved, isFile);
  if (response.headers.get('content-type') === 'text/html')
    response.headers.set('content-type', 'text/html; charset=utf-8');
  if (request.method === 'POST') confirmPost(url, response);
  if (locals.said && response.headers.get('content-type')?.startsWith('text/html')) forgetConfirmation(url, response);
  const isShared = !locals.said && locals.shared !== undefined && response.status === 200;
  if (!isShared) forbidStoring(event, response);
  if (!platform || !locals.shared || !isShared || request.method !== 'GET') return response;
  const runtime = getRuntime();
  const answer = createAnswer({
    headers: {
      ...securityHeaders(runtime.config.url, url.pathname),
      'cache-control': sharedFor(locals.ctx.actor, response),
      vary: 'accept-encoding, accept-language, cookie',
      ...Object.fromEntries(response.headers),
    },
    body: Buffer.from(await response.arrayBuffer()),
    tags: locals.shared.tags,
    ...(locals.shared.lastModified === undefined ? {} : { lastModified: locals.shared.lastModified }),
    ...(locals.shared.ttlMs === undefined ? {} : { ttlMs: locals.shared.ttlMs }),
  });
  platform.give(answer);
  return new Response(null, { status: 204 });
};

/** Files of an event, which programs read. */
const EVENT_FILES = /^\/e\/[^/]+\/(event\.ics|open-event\.zip|schedule\/[^/]+|sessions\/[^/]+\/calendar\.ics)$/;

/** A refusal in the form that the caller reads, and for the pages of other websites too. */
function shareFile({ headers }: Request, response: Response): Response {
  const isPage = response.status >= 400 && response.headers.get('content-type')?.startsWith('text/html');
  const shown = isPage && !headers.get('accept')?.includes('text/html') ? plainRefusal(response.status) : response;
  for (const [name, value] of Object.entries(SHARED_READING)) shown.headers.set(name, value);
  return shown;
}

/** RFC 9457, as the API refuses. */
function plainRefusal(status: number): Response {
  const code = status === 404 ? 'not_found.event_file' : 'defect.request';
  return new Response(problemBody(status, { code, values: {} }), {
    status,
    headers: { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store' },
  });
}

/** Rooms that are one person's or one team's, whoever asks: what stands there is kept nowhere. */
const PRIVATE_ROOMS = /^\/(account|manage|admin|sign-in|sign-up|reset-password|confirm-email|invitations)(\/|$)/;

/**
 * What is for its reader alone is kept nowhere: of somebody who is signed in, in a private room, or the answer to what
 * somebody sent.
 */
function forbidStoring(
  { request: { method }, url, locals }: Parameters<Handle>[0]['event'],
  { headers }: Response,
): void {
  if (headers.has('cache-control')) return;
  const isSigned = locals.ctx.actor.kind !== 'nobody';
  const isPrivate = isSigned || PRIVATE_ROOMS.test(url.pathname) || !['GET', 'HEAD'].includes(method);
  headers.set('cache-control', isPrivate ? 'no-store' : 'private, no-cache');
}

function leadOn(location: string, isFile: boolean): Response {
  const headers = { location, 'cache-control': 'private, no-cache', ...(isFile ? SHARED_READING : {}) };
  return new Response(null, { status: 301, headers });
}

/**
 * The public pages as somebody reads them who is signed in, and perhaps sees drafts, are no others' to keep; pages name
 * the reader.
 */
function sharedFor(actor: Actor, { headers }: Response): string {
  if (actor.kind === 'nobody') return 'public, max-age=0, must-revalidate';
  return headers.get('content-type')?.startsWith('text/html') ? 'no-store' : 'private, no-cache';
}

/** Where something of an event is whose address has changed; undefined for everything else that is not here. */
async function newAddress(ctx: Ctx, url: URL): Promise<string | undefined> {
  const [, slug = '', rest = ''] = /^\/e\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
  const now = slug ? await findMovedEvent(ctx, slug) : undefined;
  return now && `/e/${now}${rest}${url.search}`;
}

/**
 * The one place in which errors become pages: those that say what is wrong keep status and words, defects are logged.
 */
export const handleError: HandleServerError = ({ kind, error, event }) => {
  if (kind === 'unknown' && error instanceof FoyerError)
    return { status: error.status, message: wordError(error, event.locals.locale ?? 'en'), code: error.code };
  // Who leaves while a preview is drawn is no defect.
  if (kind === 'unknown' && (error as Error | null)?.message === 'aborted') return {};
  if (kind !== 'unknown')
    return error.status === 404 ? { message: translator(event.locals.locale ?? 'en')('error.address') } : {};
  const refused = refusedValue(error);
  if (refused) {
    getRuntime().log.warn({ err: error, url: logAddress(event.url.pathname) }, REFUSED_VALUE);
    return { status: refused.status, message: wordError(refused, event.locals.locale ?? 'en'), code: refused.code };
  }
  getRuntime().log.error({ err: error, url: logAddress(event.url.pathname) }, 'page failed');
  const t = translator(event.locals.locale ?? 'en');
  const away = awayError(error);
  return away ? { status: away.status, message: t('error.away'), code: away.code } : { message: t('error.defect') };
};
