/**
 * Buyers: a process that sends requests over so many connections, each when the one before it is answered, and tells
 * how many a second were answered, how long they waited, what they were told. Speaks HTTP over bare sockets, so that
 * the load costs less than what it measures.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { strongKey } from '#testing/strong-key.ts';

export type RushLoad = {
  /** Of the servers; connections are spread over them. */
  ports: number[];
  path: string;
  /** Bodies, taken in turn. */
  bodies: string[];
  /**
   * `api`: JSON with a key in its header. `form`: a browser's form, which follows where it is sent and keeps its
   * cookie.
   */
  by: 'api' | 'form';
  connections: number;
  amount: number;
  /** Sent before a number, so that the keys of two rushes differ. */
  keys: string;
};

export type Rushed = {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** How many answers there were of each status. */
  statuses: Record<number, number>;
  /** The codes of the orders that buyers were told of. */
  codes: string[];
};

type Answer = { status: number; head: string; body: string };
type Ask = (request: string) => Promise<Answer>;

process.on('message', (load: RushLoad) => {
  rush(load)
    .then((rushed) => process.send?.(rushed))
    .catch((error) => {
      process.stderr.write(`${error}\n`);
      process.exit(1);
    });
});
process.on('disconnect', () => process.exit());

async function rush(load: RushLoad): Promise<Rushed> {
  const { ports, connections, amount } = load;
  const answers = { waits: [] as number[], statuses: {} as Record<number, number>, codes: [] as string[] };
  let sent = 0;
  const sockets = await Promise.all(
    Array.from({ length: connections }, (_, at) => open(ports[at % ports.length] as number)),
  );
  const begun = performance.now();
  await Promise.all(
    sockets.map(async (socket, at) => {
      const ask = asker(socket);
      const host = `127.0.0.1:${ports[at % ports.length]}`;
      while (sent < amount) {
        const number = sent;
        sent += 1;
        const before = performance.now();
        const { status, code } = await (load.by === 'form' ? buyByForm : buyByApi)(ask, load, { number, host });
        answers.waits.push(performance.now() - before);
        answers.statuses[status] = (answers.statuses[status] ?? 0) + 1;
        if (code) answers.codes.push(code);
      }
      socket.destroy();
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const waits = answers.waits.sort((a, b) => a - b);
  const at = (share: number): number =>
    waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? Number.NaN;
  return {
    perSecond: amount / seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    statuses: answers.statuses,
    codes: answers.codes,
  };
}

type Bought = { status: number; code?: string | undefined };
type Slot = { number: number; host: string };

/** Each buyer of a crowd has a network of their own, as the proxy in front of the product says. */
const networkOf = (number: number): string => `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;

async function buyByApi(ask: Ask, { path, bodies, keys }: RushLoad, { number, host }: Slot): Promise<Bought> {
  const body = bodies[number % bodies.length] as string;
  const { status, body: said } = await ask(
    `POST ${path} HTTP/1.1\r\nhost: ${host}\r\nx-forwarded-for: ${networkOf(number)}\r\ncontent-type: application/json\r\nidempotency-key: ${strongKey(`${keys}-${number}`)}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return { status, code: status === 201 ? /"code":"(\w+)"/.exec(said)?.[1] : undefined };
}

/**
 * As a browser without scripts: the form is sent, sent again where the answer says (307), and then the order's page is
 * named (303).
 */
async function buyByForm(ask: Ask, { path, bodies }: RushLoad, { number, host }: Slot): Promise<Bought> {
  const body = bodies[number % bodies.length] as string;
  const post = (to: string, cookie: string): Promise<Answer> =>
    ask(
      `POST ${to} HTTP/1.1\r\nhost: ${host}\r\norigin: http://${host}\r\nx-forwarded-for: ${networkOf(number)}\r\n${cookie}content-type: application/x-www-form-urlencoded\r\naccept: text/html\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
  let answer = await post(path, '');
  if (answer.status === 307) {
    const cookie = /\r\nset-cookie: ([^;\r]+)/i.exec(answer.head)?.[1];
    answer = await post(
      /\r\nlocation: ([^\r]+)/i.exec(answer.head)?.[1] ?? path,
      cookie ? `cookie: ${cookie}\r\n` : '',
    );
  }
  return {
    status: answer.status,
    code: answer.status === 303 ? /\r\nlocation: \/orders\/(\w+)\//i.exec(answer.head)?.[1] : undefined,
  };
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** Sends a request and waits for its answer. */
function asker(socket: Socket): Ask {
  let read = '';
  let waiting: PromiseWithResolvers<Answer> | undefined;
  socket.setEncoding('latin1');
  socket.on('data', (part: string) => {
    read += part;
    const end = read.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = read.slice(0, end + 2);
    const length = lengthOf(head, read, end + 4);
    if (!(read.length >= end + 4 + length)) return;
    const answer = { status: Number(read.slice(9, 12)), head, body: read.slice(end + 4, end + 4 + length) };
    read = read.slice(end + 4 + length);
    waiting?.resolve(answer);
  });
  socket.on('close', () => waiting?.reject(new Error('A connection was closed in the middle of the rush')));
  socket.on('error', (error) => waiting?.reject(error));
  return (request) => {
    waiting = Promise.withResolvers();
    socket.write(request);
    return waiting.promise;
  };
}

/** How many bytes follow the head; of an answer in chunks, those up to the last one, once it is there. */
function lengthOf(head: string, read: string, from: number): number {
  const answers = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (answers !== undefined) return Number(answers);
  const last = read.startsWith('0\r\n\r\n', from) ? from - 2 : read.indexOf('\r\n0\r\n\r\n', from);
  return last < 0 ? Number.POSITIVE_INFINITY : last + 7 - from;
}
