/** The web side of a process: finished answers from memory, then health, sign-in, API and pages. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { getRequest, setResponse } from '@sveltejs/kit/node';
import { createApi, problem } from '#api/api.ts';
import { type Auth, type BegunSession, CLIENT_HEADER, createAuth } from '#features/accounts/server/auth.ts';
import { recordSignIn } from '#features/accounts/server/record-sign-in.ts';
import { postSecurityNote } from '#features/accounts/server/post-security-note.ts';
import { serveCheckout } from '#features/orders/server/holding/serve-checkout.ts';
import type { Refused } from '#features/orders/server/holding/reserve.ts';
import { serveReservations } from '#features/orders/server/holding/serve-reservations.ts';
import { watchSeats } from '#features/orders/server/holding/check-seats.ts';
import { type ReservationQueue, startQueue } from '#features/orders/server/holding/start-queue.ts';
import { listProcesses } from '#features/payments/server/providers.ts';
import { PROGRAM_ROOT } from '#platform/config.ts';
import type { Ctx } from '#platform/ctx.ts';
import { answerHealth } from '#platform/http/health.ts';
import { exchangeCookies, exchangedCookies, exchangeEnds } from '#platform/http/exchange-cookies.ts';
import { compressOwn } from '#platform/http/compress-own.ts';
import { anonymousKey } from '#platform/http/anonymous-key.ts';
import { isReasonable, knownAddress } from '#platform/http/known-address.ts';
import { logAddress } from '#platform/http/log-address.ts';
import { setSecurityHeaders } from '#platform/http/security-headers.ts';
import { type CachedAnswer, createAnswer, type PageCache } from '#platform/http/page-cache.ts';
import { sendAnswer } from '#platform/http/send-answer.ts';
import type { PagePlatform } from '#platform/http/page-platform.ts';
import { readFormToDisk } from '#platform/http/form-on-disk.ts';
import { SharedRenders } from '#platform/http/shared-renders.ts';
import { english } from '#platform/i18n/problem.ts';
import { runtimeCtx } from '#platform/runtime.ts';
import { answerSigned } from '#platform/storage/serve-signed.ts';
import { bodyLimit } from './body-limits.ts';
import { closeServer } from './close-server.ts';
import './features.ts';
import type { Foyer } from './open-foyer.ts';

export type RunningWeb = { port: number; auth: Auth; stop: () => Promise<void> };

/**
 * Of a body that is too large this much is read on, so that the browser hears why rather than of a broken connection.
 */
const DRAINED_BYTES = 1024 * 1024 * 1024;

type Kit = {
  handler: (req: IncomingMessage, res: ServerResponse, next: () => void) => void;
  respond: (request: Request, options: { platform: PagePlatform; getClientAddress: () => string }) => Promise<Response>;
};

/** Starts listening on the configured port (0: any free one). `stop` lets open requests finish. */
export async function startWeb(foyer: Foyer): Promise<RunningWeb> {
  const onSession = ({ userId, way, address, userAgent }: BegunSession) =>
    recordSignIn(nobody(), { userId, way, address, userAgent }, 'in');
  const auth = createAuth(foyer.config, foyer.databaseUrl, { onSession });
  const kit = await loadKit();
  const api = createApi();
  const renders = new SharedRenders();
  const queue = startQueue(nobody, {
    holdSeconds: foyer.config.holdMinutes * 60,
    seatsPerNetwork: foyer.config.seatsPerNetwork,
  });
  watchSeats(nobody, queue);
  const parts = { foyer, auth, kit, api, queue };
  const serve: Serve = (req, res, key) => route(parts, req, res, { key });
  const reserve = serveReservations({
    queue,
    secret: foyer.config.secret,
    log: foyer.log,
    makeCtx: nobody,
    clientOf: (req) => clientAddress(foyer, req),
  });
  const providers = listProcesses().flatMap(
    ({ serve }) => serve?.({ config: foyer.config, makeCtx: nobody, log: foyer.log }) ?? [],
  );
  const checkOut = serveCheckout({
    queue,
    secret: foyer.config.secret,
    publicUrl: foyer.config.url,
    makeCtx: (locale) => runtimeCtx({ kind: 'nobody' }, locale),
    originOf: (req) => originOf(foyer, req),
    clientOf: (req) => clientAddress(foyer, req),
  });
  const sessionSeconds = foyer.config.sessionDays * 86_400;
  const formerEnd = await exchangeEnds(foyer.database.db, sessionSeconds);
  const server = createServer({ keepAliveTimeout: 65_000 }, (req, res) => {
    setSecurityHeaders(res, foyer.config.url, (req.url ?? '/').split('?', 1)[0] as string);
    if (!isReasonable(req)) return refuse(req, res);
    if (reserve(req, res) || providers.some((take) => take(req, res))) return;
    if (
      checkOut(req, res, (body, refusal) =>
        route(parts, req, res, { body, ...refusal }).catch((error) => failed(foyer, req, res, error)),
      )
    )
      return;
    req.url = knownAddress(req.url ?? '/');
    if (Date.now() < formerEnd) exchangeCookies(req, sessionSeconds);
    const key = anonymousKey(req, !foyer.config.urlIsGiven);
    const answer = key === undefined ? undefined : foyer.pageCache.get(key);
    if (answer) {
      foyer.pageCache.hits += 1;
      void sendAnswer(req, res, answer);
      return;
    }
    serveOnce(foyer.pageCache, renders, key, req, res, serve).catch((error) => failed(foyer, req, res, error));
  });
  await listenOn(server, foyer.config.port, foyer.config.host);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : foyer.config.port,
    auth,
    stop: async () => {
      await closeServer(server, foyer.config.trustProxy);
      await auth.close();
    },
  };
}

function nobody(): Ctx {
  return runtimeCtx({ kind: 'nobody' });
}

type Serve = (req: IncomingMessage, res: ServerResponse, key: string | undefined) => Promise<CachedAnswer | undefined>;

/** Readers who ask for the same page at once have it made once. */
async function serveOnce(
  cache: PageCache,
  renders: SharedRenders,
  key: string | undefined,
  req: IncomingMessage,
  res: ServerResponse,
  serve: Serve,
): Promise<void> {
  if (key === undefined || req.method !== 'GET') {
    await serve(req, res, undefined);
    return;
  }
  const moment = cache.begin();
  const shared = await renders.find(key, moment);
  if (shared) return sendAnswer(req, res, shared);
  const making = serve(req, res, key);
  renders.offer(key, moment, making);
  await making;
}

/** The built pages. Bundled once by `npm run build`; imported here so that they share this process's modules. */
async function loadKit(): Promise<Kit> {
  const build = (file: string): string => pathToFileURL(path.join(PROGRAM_ROOT, 'build', file)).href;
  const { handler } = (await import(build('handler.js'))) as Pick<Kit, 'handler'>;
  const { server } = (await import(build('adapter-node.js'))) as { server: Pick<Kit, 'respond'> };
  return { handler, respond: (request, options) => server.respond(request, options) };
}

type Parts = { foyer: Foyer; auth: Auth; kit: Kit; api: ReturnType<typeof createApi>; queue: ReservationQueue };

type Asked = {
  /** Of the page cache. */
  key?: string | undefined;
  /** Where it was read already. */
  body?: Buffer;
  /** Why what the form asks for was refused, and whether all who are refused it read the same page. */
  refused?: Refused;
  shared?: boolean;
};

async function route(
  { foyer, auth, kit, api, queue }: Parts,
  req: IncomingMessage,
  res: ServerResponse,
  { key, body, refused, shared }: Asked,
): Promise<CachedAnswer | undefined> {
  const url = req.url ?? '/';
  if (await answerHealth(foyer, req, res)) return undefined;
  if (await answerSigned({ storage: foyer.storage, secret: foyer.config.secret }, req, res)) return undefined;
  if (url.startsWith('/_app/') || /^\/[\w.-]+\.(ico|png|svg|webmanifest)$/.test(url)) {
    kit.handler(req, res, () => notFound(res));
    return undefined;
  }
  const limit = bodyLimit(url, req.headers.cookie);
  if (Number(req.headers['content-length'] ?? 0) > limit.bytes) {
    await refuseBody(req, res, limit);
    return undefined;
  }
  req.headers[CLIENT_HEADER] = clientAddress(foyer, req);
  const base = originOf(foyer, req);
  const request = body
    ? requestWith(base, req, body)
    : getRequest({ base, request: req, response: res, bodySizeLimit: limit.bytes });
  if (url.startsWith('/auth/')) return respond(res, await answerSignIn(auth, request));
  if (isForApi(url)) return respond(res, await api.fetch(request));
  let answer: CachedAnswer | undefined;
  const platform: PagePlatform = {
    auth,
    queue,
    refused,
    describeApi: async () => (await api.request(`${base}/api/v1/openapi.json`)).json(),
    give: (given) => {
      answer = given;
    },
  };
  const begun = foyer.pageCache.begin();
  const removeFiles = readFormToDisk(request);
  const response = await kit
    .respond(request, { platform, getClientAddress: () => clientAddress(foyer, req) })
    .finally(removeFiles);
  if (shared && response.status === 409 && !response.headers.has('set-cookie')) {
    answer = createAnswer({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
    await sendAnswer(req, res, answer);
    return answer;
  }
  if (!answer) {
    const [site, accepted] = [req.headers['sec-fetch-site'], req.headers['accept-encoding']] as (string | undefined)[];
    return respond(res, await compressOwn({ method: req.method ?? '', url, site, accepted }, response));
  }
  foyer.pageCache.misses += 1;
  if (key !== undefined) foyer.pageCache.put(key, begun, answer);
  await sendAnswer(req, res, answer);
  return answer;
}

/** All of /api but the page about it. */
function isForApi(url: string): boolean {
  return /^\/api(?![^/?])(?!\/docs(?![^/?]))/.test(url);
}

function requestWith(base: string, req: IncomingMessage, body: Buffer): Request {
  return new Request(base + (req.url ?? '/'), {
    method: req.method ?? 'POST',
    headers: Object.entries(req.headers) as [string, string][],
    body: new Uint8Array(body),
  });
}

/** Passkeys are made by script; their owner is told of each. */
async function answerSignIn(auth: Auth, request: Request): Promise<Response> {
  const answer = await auth.handle(request);
  if (!answer.headers.has('cache-control')) answer.headers.set('cache-control', 'no-store');
  if (answer.ok && new URL(request.url).pathname === '/auth/passkey/verify-registration')
    await postSecurityNote(runtimeCtx(await auth.actorOf(request.headers)), 'passkey-added');
  return answer;
}

/** For so many seconds nobody need ask again where something was away. */
const AWAY_SECONDS = '5';

function respond(res: ServerResponse, response: Response): undefined {
  for (const line of exchangedCookies(res.req)) response.headers.append('set-cookie', line);
  if (response.status === 503) res.setHeader('retry-after', AWAY_SECONDS);
  setResponse(res, response);
}

/** The public address where one is set; else whatever the reader typed, on plain http. */
function originOf(foyer: Foyer, req: IncomingMessage): string {
  return foyer.config.urlIsGiven ? foyer.config.url : `http://${req.headers.host ?? 'localhost'}`;
}

/** Whether it was said already that a proxy is not trusted. */
const warnedOfProxy = new WeakSet<Foyer>();

/** Who asks. Behind a proxy that is not trusted all are one, and share the limits of one: the log says so, once. */
function clientAddress(foyer: Foyer, req: IncomingMessage): string {
  if (!foyer.config.trustProxy && req.headers['x-forwarded-for'] !== undefined && !warnedOfProxy.has(foyer)) {
    warnedOfProxy.add(foyer);
    foyer.log.warn(
      'Requests come with X-Forwarded-For, as from a proxy, and TRUST_PROXY is not "yes": all visitors count as one and share its limits',
    );
  }
  const forwarded = foyer.config.trustProxy
    ? String(req.headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : '';
  return forwarded || (req.socket.remoteAddress ?? '');
}

function failed(foyer: Foyer, req: IncomingMessage, res: ServerResponse, error: unknown): undefined {
  const status = (error as { status?: number }).status ?? 500;
  foyer.log[status >= 500 ? 'error' : 'warn'](
    { err: error, method: req.method, url: logAddress(req.url ?? '') },
    'request failed',
  );
  if (res.headersSent) {
    res.destroy();
    return undefined;
  }
  res.writeHead(status >= 400 && status < 600 ? status : 500, { 'content-type': 'text/plain; charset=utf-8' });
  res.end(status >= 500 ? 'Something went wrong on our side. It is in the log.' : String((error as Error).message));
}

/** Leads back to the page where that can say it, else says it here. */
async function refuseBody(
  req: IncomingMessage,
  res: ServerResponse,
  limit: { bytes: number; explains: boolean },
): Promise<void> {
  const isBounded = Number(req.headers['content-length']) <= DRAINED_BYTES;
  if (isBounded) await drain(req);
  else res.setHeader('connection', 'close');
  if (limit.explains && isBounded) {
    res.writeHead(303, { location: `${(req.url ?? '/').split('?')[0]}?too-large` });
    res.end();
    return;
  }
  const most =
    limit.bytes >= 1024 * 1024 ? `${Math.floor(limit.bytes / 1024 / 1024)} MB` : `${Math.floor(limit.bytes / 1024)} KB`;
  if (isForApi(req.url ?? '')) return respond(res, problem(413, { code: 'too_large.sent', values: { most } }));
  res.writeHead(413, { 'content-type': 'text/plain; charset=utf-8' });
  res.end(english({ code: 'too_large.page', values: { most } }));
}

function drain(req: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    req.once('end', resolve);
    req.once('close', resolve);
    req.resume();
  });
}

function refuse({ url = '' }: IncomingMessage, res: ServerResponse): void {
  if (isForApi(url)) {
    respond(res, problem(400, { code: 'bad_request.unanswered', values: {} }, { 'cache-control': 'no-store' }));
    return;
  }
  res.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' });
  res.end(english({ code: 'bad_request.unanswered', values: {} }));
}

function notFound(res: ServerResponse): void {
  res.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
  res.end(english({ code: 'not_found.page', values: {} }));
}

function listenOn(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
