/**
 * Buyers who go the whole way, as browsers without scripts send it: the event's page, the form with what they choose
 * (307, then 303 to the order), the details, where it costs something the way to pay, and the order's page. A process
 * of its own.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, headerOf, type HttpAnswer, openConnection, textOf } from './bare-http.ts';

export type Way = 'free' | 'bank-transfer' | 'stripe';

export type CheckoutLoad = {
  port: number;
  slug: string;
  way: Way;
  /** How many at once. */
  buyers: number;
  /** Nobody begins later than that; who has begun goes on to the end. */
  seconds: number;
  /** As many begin at most. */
  amount: number;
  /** The number of the first: each buyer has a network and an address of their own. */
  first: number;
  /** `hold`: they stop once they hold a seat. `whole`: they go to the end. */
  until: 'hold' | 'whole';
  /** Instead of all that, so many requests of that page of a bare server stand for one order. */
  echo?: { path: string; requests: number };
};

export type Waits = { count: number; p50Ms: number; p99Ms: number };

export type CheckoutDone = {
  /** From the first request to the last answer. */
  seconds: number;
  /** Those who came to the end. */
  orders: { code: string; email: string }[];
  /** Those who came too late. */
  soldOut: number;
  /** Answers 503: the browser sends the same again a second later, as the page asks. */
  busy: number;
  requests: number;
  /** By step. */
  waits: Record<string, Waits>;
  problems: string[];
};

process.on('message', (load: CheckoutLoad) => {
  send(load)
    .then((done) => process.send?.(done))
    .catch((error) => {
      process.stderr.write(`${(error as Error).stack}\n`);
      process.exit(1);
    });
});
process.on('disconnect', () => process.exit());

type Run = Omit<CheckoutDone, 'waits' | 'seconds'> & { waits: Map<string, number[]> };

async function send(load: CheckoutLoad): Promise<CheckoutDone> {
  const run: Run = { orders: [], soldOut: 0, busy: 0, requests: 0, waits: new Map(), problems: [] };
  const connections = await Promise.all(Array.from({ length: load.buyers }, () => openConnection(load.port)));
  const begun = performance.now();
  let next = 0;
  await Promise.all(
    connections.map(async (connection) => {
      while (next < load.amount && performance.now() - begun < load.seconds * 1000) {
        const number = load.first + next;
        next += 1;
        await (load.echo ? echo(run, connection, load.echo) : buy(run, load, connection, number)).catch(
          (error: Error) => {
            run.problems.push(error.message);
          },
        );
      }
      connection.close();
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  return { ...run, seconds, waits: Object.fromEntries([...run.waits].map(([step, times]) => [step, sum(times)])) };
}

function sum(times: number[]): Waits {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** Notes how long a step took. */
async function step<T>(run: Run, name: string, work: () => Promise<T>): Promise<T> {
  const before = performance.now();
  const result = await work();
  const times = run.waits.get(name) ?? [];
  run.waits.set(name, times);
  times.push(performance.now() - before);
  return result;
}

async function echo(run: Run, connection: Connection, { path, requests }: NonNullable<CheckoutLoad['echo']>) {
  for (let sent = 0; sent < requests; sent += 1)
    await step(run, 'echo', () => connection.ask(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`));
  run.requests += requests;
  run.orders.push({ code: '', email: '' });
}

const MOST_ATTEMPTS = 30;
const ALWAYS =
  'accept: text/html,application/xhtml+xml\r\naccept-language: en-GB,en;q=0.8\r\naccept-encoding: gzip, deflate, br, zstd\r\n';

type Browser = {
  get: (address: string) => Promise<HttpAnswer>;
  post: (address: string, form: Record<string, string>) => Promise<HttpAnswer>;
};

/** Keeps cookies, and comes from a network of its own, as the proxy in front of the product says. */
function openBrowser(run: Run, { port }: CheckoutLoad, connection: Connection, number: number): Browser {
  const cookies = new Map<string, string>();
  const host = `localhost:${port}`;
  const network = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
  const ask = async (start: string, headers: string, body = ''): Promise<HttpAnswer> => {
    run.requests += 1;
    const jar = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const cookie = jar ? `cookie: ${jar}\r\n` : '';
    const request = `${start} HTTP/1.1\r\nhost: ${host}\r\nx-forwarded-for: ${network}\r\n${ALWAYS}${cookie}${headers}\r\n${body}`;
    let answer = await connection.ask(request);
    for (let attempt = 1; answer.status === 503 && attempt < MOST_ATTEMPTS; attempt += 1) {
      run.busy += 1;
      await sleep(1000);
      answer = await connection.ask(request);
    }
    for (const [, name, value] of answer.head.matchAll(/\r\nset-cookie: ([^=\r]+)=([^;\r]*)/gi)) {
      if (value === '') cookies.delete(name as string);
      else cookies.set(name as string, value as string);
    }
    return answer;
  };
  return {
    get: (address) => ask(`GET ${address}`, ''),
    post: (address, form) => {
      const body = new URLSearchParams(form).toString();
      return ask(
        `POST ${address}`,
        `origin: http://${host}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n`,
        body,
      );
    },
  };
}

async function buy(run: Run, load: CheckoutLoad, connection: Connection, number: number): Promise<void> {
  const browser = openBrowser(run, load, connection, number);
  const held = await hold(run, load, browser);
  if (held === undefined) return;
  const [, , code = ''] = held.split('/');
  const email = `buyer-${number}@example.org`;
  if (load.until === 'hold') return void run.orders.push({ code, email });
  await step(run, 'details page', () => follow(browser, held));
  const sent = await step(run, 'details sent', () =>
    browser.post(`${held}/details?/complete`, { name: `Buyer ${number}`, email }),
  );
  const to = locationOf(sent, 'The details');
  if (load.way !== 'free') await pay(run, load, browser, { held, to });
  const page = await step(run, 'order page', () => follow(browser, held));
  if (!textOf(page).includes(code)) throw new Error('The page of the order does not name it');
  run.orders.push({ code, email });
}

/** The address of the order; undefined where it came too late. */
async function hold(run: Run, { slug }: CheckoutLoad, browser: Browser): Promise<string | undefined> {
  await step(run, 'event page', () => follow(browser, `/e/${slug}`));
  const before = performance.now();
  const form = { 'quantity-1': '1' };
  let answer = await browser.post(`/e/${slug}/checkout`, form);
  if (answer.status === 307) answer = await browser.post(locationOf(answer, 'The form'), form);
  const isLate = answer.status === 409;
  const times = run.waits.get(isLate ? 'sold out' : 'hold') ?? [];
  run.waits.set(isLate ? 'sold out' : 'hold', times);
  times.push(performance.now() - before);
  if (!isLate) return locationOf(answer, 'The hold');
  run.soldOut += 1;
  return undefined;
}

async function pay(
  run: Run,
  load: CheckoutLoad,
  browser: Browser,
  { held, to }: { held: string; to: string },
): Promise<void> {
  await step(run, 'pay page', () => follow(browser, to));
  const placed = await step(run, 'pay sent', () => browser.post(`${held}/pay?/place`, { method: load.way }));
  if (load.way !== 'stripe') return void locationOf(placed, 'Placing the order');
  // A form may not lead to another site, so the page does.
  const [, address] = /http-equiv="refresh" content="0; ?url=([^"]+)"/.exec(textOf(placed)) ?? [];
  if (!address) throw new Error(`Nothing leads to Stripe: ${placed.status}`);
  const paid = await fetch(address.replaceAll('&amp;', '&'), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ decision: 'good' }),
  });
  const back = new URL(paid.headers.get('location') ?? '');
  await step(run, 'back from paying', async () => {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await browser.get(`${back.pathname}${back.search}`);
      if (answer.status === 303) return;
      if (attempt === MOST_ATTEMPTS) throw new Error(`Who comes back from paying waits for ever: ${answer.status}`);
      await sleep(500);
    }
  });
}

async function follow(browser: Browser, address: string): Promise<HttpAnswer> {
  let at = address;
  for (let hops = 0; hops < 5; hops += 1) {
    const answer = await browser.get(at);
    if (answer.status === 200) return answer;
    at = locationOf(answer, at.replace(/\/orders\/.*?(\/|$)/, '/orders/$1'));
  }
  throw new Error(`${address} leads in a circle`);
}

/** @throws Error where the answer leads nowhere, with what it says */
function locationOf(answer: HttpAnswer, what: string): string {
  const location = headerOf(answer.head, 'location');
  if (location !== undefined) return location.replace(/^http:\/\/[^/]+/, '');
  const said = textOf(answer)
    .replace(/<(style|script|svg|head)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
  throw new Error(`${what} was answered ${answer.status}: ${said.slice(0, 300)}`);
}
