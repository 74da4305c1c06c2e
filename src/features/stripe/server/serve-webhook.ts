/**
 * `POST /webhooks/stripe`, answered before the page shell looks at the request: it comes from Stripe, not from one of
 * our pages, and what is signed are its bytes as they came. It is answered at once; a job does the rest.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Ctx } from '#platform/ctx.ts';
import { TooLarge } from '#platform/errors.ts';
import { readBody } from '#platform/http/read-body.ts';
import type { Log } from '#platform/log.ts';
import { getRuntime } from '#platform/runtime.ts';
import { acceptWebhookEvent } from './accept-webhook-event.ts';

const ADDRESS = /^\/webhooks\/stripe(?:\?|$)/;
/** Larger than anything that Stripe tells. */
const MOST_BYTES = 512 * 1024;

export type WebhookContext = { makeCtx: () => Ctx; log: Log };

/** Serves the address; the function says whether it took the request. */
export function serveWebhook(foyer: WebhookContext): (req: IncomingMessage, res: ServerResponse) => boolean {
  return (req, res) => {
    if (!ADDRESS.test(req.url ?? '')) return false;
    if (!getRuntime().config.stripe) return answer(res, 404, 'Nobody pays by card here');
    if (req.method !== 'POST') return answer(res, 405, 'Webhook events come by POST', { allow: 'POST' });
    if (Number(req.headers['content-length'] ?? 0) > MOST_BYTES) return tooLarge(res);
    void take(foyer, req, res);
    return true;
  };
}

async function take({ makeCtx, log }: WebhookContext, req: IncomingMessage, res: ServerResponse): Promise<void> {
  try {
    const body = await readBody(req, MOST_BYTES);
    const taken = await acceptWebhookEvent(makeCtx(), {
      body,
      signature: String(req.headers['stripe-signature'] ?? ''),
    });
    if (taken === 'forged') log.warn('webhook events that Stripe did not sign, or long ago, were refused');
    answer(res, taken === 'forged' ? 400 : 200, taken === 'forged' ? 'The signature is not right' : 'Thank you');
  } catch (error) {
    // Anybody can send that, so it is no fault of ours to be logged.
    if (error instanceof TooLarge && !res.headersSent) return void tooLarge(res);
    // Stripe comes again.
    log.error({ err: error }, 'a webhook event from Stripe was not taken');
    if (res.headersSent) res.destroy();
    else answer(res, 500, 'Come again');
  }
}

function tooLarge(res: ServerResponse): true {
  return answer(res, 413, 'This is larger than any webhook event', { connection: 'close' });
}

function answer(res: ServerResponse, status: number, words: string, headers: Record<string, string> = {}): true {
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers });
  res.end(words);
  return true;
}
