/**
 * A stand-in for Stripe: a real server on loopback that speaks its protocol and refuses what it refuses. It has the
 * pages people see there (connecting, completing an account, paying), which work without scripts and say that the money
 * is test money. It answers as the API version of the installed library does, and is held against its types; also
 * against the published description where that is there.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerApi, type Asked, type Api, type Observe } from './api.ts';
import { expireSessions } from './checkout.ts';
import { answerControl, type Control, type Log, makeControl } from './control.ts';
import { addEndpoint } from './endpoints.ts';
import { type Courier, deliver, newCourier } from './events.ts';
import { hostedPage, type Shown } from './hosted.ts';
import { loadMemory, saveMemory } from './memory.ts';
import { authorizePage, decideAuthorize } from './oauth.ts';
import { page } from './page.ts';
import { findSpec, readSpec, recordFaults } from './spec.ts';
import type { World } from './world.ts';

export type FakeStripeOptions = {
  /** A free one where absent. */
  port?: number;
  /** `ca_…` */
  clientId: string;
  /** `sk_test_…`, the platform's own. */
  platformKey: string;
  /** `whsec_…`, of both endpoints at `webhookUrl`. */
  webhookSecret: string;
  /** Gets what happens to connected accounts, and what happens to the platform. More with `control.addWebhook`. */
  webhookUrl?: string;
  /** Where the authorization page may send people back to; more with `control.allowRedirect`. */
  redirectUris?: string[];
  /** Waits before a webhook that was not taken is sent again, in milliseconds. */
  retryDelays?: number[];
  /** The description to hold everything against; false for none, where absent the one that `FOYER_SHARED` has. */
  spec?: string | false;
  /** Where it keeps what happened, so that a restart finds it; in memory alone where absent. */
  stateFile?: string;
  /** Called with each request and its answer, and with each event as webhooks carry it. */
  observe?: Observe;
  /** Whether tests may steer it over HTTP, under `/_control/`; they may unless told otherwise. */
  controls?: boolean;
};

/**
 * `apiBase` and `connectBase` are one server, as the official SDK sends OAuth where it sends the rest once it has a
 * host of its own.
 */
export type FakeStripe = {
  apiBase: string;
  connectBase: string;
  port: number;
  control: Control;
  stop: () => Promise<void>;
};

const RETRY_DELAYS = [1000, 5000, 30_000, 120_000];
/** Also how long a change may wait until it is in the file. */
const SWEEP_MS = 1000;
const LARGEST_BODY = 1024 * 1024;

/** Starts it; `stop` ends it with all deliveries that wait. */
export async function startFakeStripe(options: FakeStripeOptions): Promise<FakeStripe> {
  const { api, courier, control } = open(options);
  const server = createServer((req, res) => {
    serve(api, options.controls === false ? undefined : control, req, res).catch((error: Error) =>
      send(res, 500, 'text/plain; charset=utf-8', error.message),
    );
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  api.world.origin = `http://localhost:${port}`;
  const sweep = setInterval(() => expireSessions(api.world), SWEEP_MS).unref();
  const save = saveRegularly(api, options.stateFile);
  const end = async (): Promise<void> => {
    clearInterval(sweep);
    await stop(server, courier);
    save();
  };
  return { apiBase: api.world.origin, connectBase: api.world.origin, port, control, stop: end };
}

/** Reads the file, then writes it once a second where something was said. The last time is the caller's. */
function saveRegularly({ world, log, idempotency }: Api, file: string | undefined): () => void {
  if (!file) return () => {};
  loadMemory(file, world, idempotency);
  let seen = '';
  const timer = setInterval(() => {
    const now = `${world.resources.size} ${log.received.length} ${world.connected.size} ${log.pages}`;
    if (now !== seen) saveMemory(file, world, idempotency);
    seen = now;
  }, SWEEP_MS).unref();
  return () => {
    clearInterval(timer);
    saveMemory(file, world, idempotency);
  };
}

function open({
  clientId,
  platformKey,
  webhookSecret,
  webhookUrl,
  redirectUris = [],
  retryDelays = RETRY_DELAYS,
  spec,
  observe,
}: FakeStripeOptions): { api: Api; courier: Courier; control: Control } {
  const courier = newCourier(retryDelays);
  const file = spec === false ? undefined : (spec ?? findSpec());
  const described = file ? readSpec(file) : undefined;
  const log: Log = { received: [], mischief: [], drift: [], pages: 0 };
  const world: World = {
    origin: '',
    clientId,
    platformKey,
    redirectUris: [...redirectUris],
    shift: 0,
    resources: new Map(),
    keys: new Map(),
    codes: new Map(),
    connected: new Set(),
    links: new Map(),
    sessions: new Map(),
    paidOut: new Map(),
    endpoints: [],
    made: null,
    refundsTurnOut: [],
    deliver: (account, event) => {
      observe?.({ kind: 'event', event });
      const { object } = (event as unknown as { data: { object: { object: string } } }).data;
      if (described)
        log.drift.push(
          ...[...recordFaults(described, 'event', event), ...recordFaults(described, object.object, object)].map(
            (fault) => `event ${(event as unknown as { type: string }).type}: ${fault}`,
          ),
        );
      deliver(world, courier, account, event);
    },
  };
  if (webhookUrl)
    for (const connect of [true, false])
      addEndpoint(world, { url: webhookUrl, secret: webhookSecret, enabled_events: ['*'], connect });
  return {
    api: { world, log, idempotency: new Map(), spec: described, ...(observe ? { observe } : {}) },
    courier,
    control: makeControl(world, courier, log),
  };
}

async function stop(server: Server, courier: Courier): Promise<void> {
  courier.ended.abort();
  for (const release of courier.held.splice(0)) release();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

async function serve(api: Api, control: Control | undefined, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', api.world.origin);
  const method = req.method ?? 'GET';
  const body = await readBody(req);
  if (control && url.pathname.startsWith('/_control/')) {
    const answer = await answerControl(control, url.pathname.slice('/_control/'.length), body);
    return send(res, answer.status, 'application/json', JSON.stringify(answer.body));
  }
  const isApi =
    url.pathname.startsWith('/v1/') || (url.pathname.startsWith('/oauth/') && url.pathname !== '/oauth/authorize');
  if (!isApi) api.log.pages += 1;
  if (!isApi) return show(res, showPage(api.world, method, url, body));
  const asked: Asked = { method, url, body, header: (name) => String(req.headers[name] ?? '') };
  const given = await answerApi(api, asked);
  if (given === 'hang') return;
  if (given === 'cut') return void res.socket?.destroy();
  for (const [name, value] of Object.entries(given.headers)) res.setHeader(name, value);
  send(res, given.status, 'application/json', JSON.stringify(given.body, null, 2));
}

function showPage(world: World, method: string, url: URL, body: string): Shown {
  const form = new URLSearchParams(body);
  const express = url.pathname.startsWith('/express/');
  expireSessions(world);
  if (url.pathname.replace('/express', '') === '/oauth/authorize')
    return method === 'POST' ? decideAuthorize(world, form, express) : authorizePage(world, url.searchParams, express);
  return (
    hostedPage(world, method, url.pathname, form) ?? {
      status: 404,
      html: page('Nothing is here', '<p>This stand-in has no such page.</p>'),
    }
  );
}

function show(res: ServerResponse, shown: Shown): void {
  if ('html' in shown) send(res, shown.status, 'text/html; charset=utf-8', shown.html);
  else res.writeHead(303, { location: shown.location, 'cache-control': 'no-store' }).end();
}

function send(res: ServerResponse, status: number, type: string, body: string): void {
  if (res.headersSent) return;
  res.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  res.end(body);
}

async function readBody(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req) {
    size += (part as Buffer).length;
    if (size > LARGEST_BODY) throw new Error('The body is too large');
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}
