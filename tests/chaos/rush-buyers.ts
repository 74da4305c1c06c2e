/** Buyers who do not give up: whoever gets no answer asks again, under the same key. */
import { setTimeout as sleep } from 'node:timers/promises';
import { strongKey } from '#testing/strong-key.ts';

/** What a buyer was told of an order. `completed`: also that it is complete. */
export type Promised = Map<string, { completed: boolean }>;

const PATIENCE_MS = 60_000;

/** So many people want a seat each, all at once; every second who gets one completes the order by its form. */
export async function rushForSeats(
  url: string,
  slug: string,
  { buyers, run }: { buyers: number; run: number },
): Promise<Promised> {
  const promised: Promised = new Map();
  await Promise.all(
    Array.from({ length: buyers }, async (_, at) => {
      await sleep(Math.random() * 250);
      const order = await reserve(
        `${url}/api/v1/events/${slug}/reservations`,
        strongKey(`chaos-${run}-${at}`),
        networkOf(run, at),
      );
      if (!order) return;
      promised.set(order.code, { completed: false });
      if (at % 2 === 0)
        promised.set(order.code, {
          completed: await complete(url, `/orders/${order.code}/${order.secret}`, `buyer-${run}-${at}@example.org`),
        });
    }),
  );
  return promised;
}

/** Each buyer comes from a network of their own. */
const networkOf = (run: number, at: number): string => `10.${(run >> 8) & 255}.${run & 255}.${at}`;

async function reserve(
  address: string,
  key: string,
  network: string,
): Promise<{ code: string; secret: string } | undefined> {
  const answer = await insist(
    () =>
      fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key, 'x-forwarded-for': network },
        body: JSON.stringify({ lines: [{ ticketType: 1, quantity: 1 }] }),
      }),
    [200, 201, 409],
  );
  if (answer.status === 409) return undefined;
  return ((await answer.json()) as { order: { code: string; secret: string } }).order;
}

async function complete(url: string, order: string, email: string): Promise<boolean> {
  const body = new URLSearchParams({ name: 'Robin Quist', email, locale: 'en' });
  const answer = await insist(
    () =>
      fetch(`${url}${order}/details?/complete`, {
        method: 'POST',
        headers: { origin: url, accept: 'text/html' },
        body,
        redirect: 'manual',
      }),
    [303],
  );
  return answer.headers.get('location') === order;
}

/** Asks until an answer comes that is one of the wanted. */
async function insist(ask: () => Promise<Response>, wanted: number[]): Promise<Response> {
  const limit = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer && wanted.includes(answer.status)) return answer;
    if (Date.now() > limit)
      throw new Error(
        `No answer within a minute; the last was ${answer ? `${answer.status} ${(await answer.text()).slice(0, 500)}` : 'none'}`,
      );
    await sleep(100);
  }
}
