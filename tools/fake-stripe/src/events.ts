/** What happened, as events; and their delivery, signed, to the endpoints that want them. */
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { API_VERSION, type Endpoint, keep, newId, now, PLATFORM, type StripeObject, type World } from './world.ts';

/**
 * What befalls the next deliveries. `reorder`: held until the next one of the endpoint is out; `forge`: signed with
 * another secret; `old`: signed an hour ago.
 */
export type WebhookMischief = 'drop' | 'duplicate' | 'reorder' | 'forge' | 'old' | { delayMs: number };
export type Delivery = {
  endpoint: string;
  event: string;
  type: string;
  status: number | 'unreachable' | 'dropped';
  body: string;
  signature: string;
};

export type Courier = {
  mischief: WebhookMischief[];
  log: Delivery[];
  retryDelays: number[];
  pending: Set<Promise<void>>;
  held: (() => void)[];
  ended: AbortController;
};

const PATIENCE_MS = 10_000;
const HOUR = 3600;

/** Notes that `type` happened to `resource` of this account; what it says is what the resource is now. */
export function happened(world: World, account: string, type: string, resource: StripeObject, before?: object): void {
  const event = {
    id: newId('evt'),
    object: 'event',
    ...(account === PLATFORM ? {} : { account }),
    api_version: API_VERSION,
    created: now(world),
    data: { object: structuredClone(resource), ...(before ? { previous_attributes: before } : {}) },
    livemode: false,
    pending_webhooks: wanting(world, account, type).length,
    request: { id: world.made?.requestId ?? null, idempotency_key: world.made?.idempotencyKey ?? null },
    type,
  };
  keep(world, account, event);
  world.deliver(account, event);
}

function wanting(world: World, account: string, type: string): Endpoint[] {
  return world.endpoints.filter(
    (one) =>
      one.enabled && one.connect === (account !== PLATFORM) && (one.events.includes('*') || one.events.includes(type)),
  );
}

export function newCourier(retryDelays: number[]): Courier {
  return { mischief: [], log: [], retryDelays, pending: new Set(), held: [], ended: new AbortController() };
}

/** Sends one event to everybody who wants it, in the background. */
export function deliver(
  world: World,
  courier: Courier,
  account: string,
  event: StripeObject & { type?: string },
): void {
  for (const endpoint of wanting(world, account, event.type ?? '')) {
    const mischief = courier.mischief.shift();
    const work = sendWith(world, courier, endpoint, event, mischief).catch(() => {});
    courier.pending.add(work);
    void work.finally(() => courier.pending.delete(work));
  }
}

async function sendWith(
  world: World,
  courier: Courier,
  endpoint: Endpoint,
  event: StripeObject & { type?: string },
  mischief: WebhookMischief | undefined,
): Promise<void> {
  if (mischief === 'reorder') await new Promise<void>((resolve) => courier.held.push(resolve));
  if (typeof mischief === 'object') await sleep(mischief.delayMs, undefined, { signal: courier.ended.signal });
  if (mischief === 'drop') {
    courier.log.push({
      endpoint: endpoint.id,
      event: event.id,
      type: event.type ?? '',
      status: 'dropped',
      body: JSON.stringify(event),
      signature: '',
    });
    return;
  }
  await persist(world, courier, endpoint, event, mischief);
  if (mischief === 'duplicate') await persist(world, courier, endpoint, event, undefined);
  if (mischief !== 'reorder') for (const release of courier.held.splice(0)) release();
}

/** Until it was taken, or the delays are used up. */
async function persist(
  world: World,
  courier: Courier,
  endpoint: Endpoint,
  event: StripeObject & { type?: string },
  mischief: WebhookMischief | undefined,
): Promise<void> {
  for (const wait of [0, ...courier.retryDelays]) {
    if (wait > 0) await sleep(wait, undefined, { signal: courier.ended.signal, ref: false });
    const secret = mischief === 'forge' ? 'whsec_somebody_else' : endpoint.secret;
    const status = await post(courier, endpoint, event, secret, now(world) - (mischief === 'old' ? HOUR : 0));
    if (typeof status === 'number' && status >= 200 && status < 300) return;
    // Who forges or replays does not come back with the real one.
    if (mischief === 'forge' || mischief === 'old') return;
  }
}

async function post(
  courier: Courier,
  endpoint: Endpoint,
  event: StripeObject & { type?: string },
  secret: string,
  timestamp: number,
): Promise<number | 'unreachable'> {
  const body = JSON.stringify(event, null, 2);
  const signature = signPayload(body, secret, timestamp);
  let status: number | 'unreachable';
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), courier.ended.signal]);
    const answer = await fetch(endpoint.url, {
      method: 'POST',
      redirect: 'manual',
      signal,
      body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signature,
        'user-agent': 'Stripe/1.0 (stand-in)',
      },
    });
    await answer.arrayBuffer();
    status = answer.status;
  } catch {
    status = 'unreachable';
  }
  courier.log.push({ endpoint: endpoint.id, event: event.id, type: event.type ?? '', status, body, signature });
  return status;
}

/** The header `stripe-signature` of this body; `timestamp` in Unix seconds. */
export function signPayload(body: string, secret: string, timestamp: number): string {
  return `t=${timestamp},v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/** Resolves once nothing is on its way, held ones included: they are let go. */
export async function settleDeliveries(courier: Courier): Promise<void> {
  while (courier.pending.size > 0) {
    for (const release of courier.held.splice(0)) release();
    await Promise.allSettled(courier.pending);
  }
}
