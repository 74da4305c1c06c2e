/** What machines ask: is the process alive, is it ready, what does it count. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sql } from 'kysely';
import { registry, renderMetrics } from '../metrics.ts';
import type { Runtime } from '../runtime.ts';

type Checked = Runtime & { isListening: () => boolean };

/** Answers /healthz, /readyz and /metrics; false for every other address. */
export async function answerHealth(foyer: Checked, req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  const path = req.url?.split('?')[0];
  if (path === '/healthz') return send(res, 200, 'text/plain; charset=utf-8', 'ok\n');
  if (path !== '/metrics' && path !== '/readyz') return false;
  const insider = isInsider(req, foyer.config.metricsToken);
  if (path === '/metrics') {
    if (!insider) return send(res, 404, 'text/plain; charset=utf-8', 'Not found\n');
    return send(res, 200, registry.contentType, await renderMetrics(foyer));
  }
  const checks = await readiness(foyer);
  const ok = Object.values(checks).every((state) => state === 'ok');
  return send(
    res,
    ok ? 200 : 503,
    'application/json; charset=utf-8',
    `${JSON.stringify(insider ? { ready: ok, ...checks } : { ready: ok })}\n`,
  );
}

/** Figures and reasons are for this machine itself, not through a proxy, and for whoever has the token. */
function isInsider(req: IncomingMessage, token: string | undefined): boolean {
  if (token && isEqual(req.headers.authorization ?? '', `Bearer ${token}`)) return true;
  const isLocal = /^(::ffff:)?127\.|^::1$/.test(req.socket.remoteAddress ?? '');
  return isLocal && req.headers['x-forwarded-for'] === undefined && req.headers.forwarded === undefined;
}

/** Takes as long for whatever is given, so that nobody learns how much of it was right. */
function isEqual(given: string, right: string): boolean {
  const [a, b] = [given, right].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(a, b);
}

async function readiness(foyer: Checked): Promise<Record<string, string>> {
  const attempt = async (work: () => Promise<unknown>): Promise<string> => {
    try {
      await work();
      return 'ok';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const [database, storage] = await Promise.all([
    attempt(() => sql`select 1`.execute(foyer.database.db)),
    attempt(() => foyer.storage.check()),
  ]);
  return { database, storage, notifications: foyer.isListening() ? 'ok' : 'not connected' };
}

function send(res: ServerResponse, status: number, type: string, body: string): true {
  res.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  res.end(body);
  return true;
}
