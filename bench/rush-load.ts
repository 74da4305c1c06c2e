/**
 * Buyers: a process that sends wishes over so many connections, each when the one before it is answered, and tells how many a second were
 * answered, how long they waited, what they were told. Speaks HTTP over bare sockets, so that the load costs less than what it measures.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export type RushLoad = {
  port: number;
  path: string;
  /** Bodies, taken in turn. */
  bodies: string[];
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

type Answer = { status: number; body: string };

process.on('message', (load: RushLoad) => {
  rush(load)
    .then((rushed) => process.send?.(rushed))
    .catch((error) => {
      process.stderr.write(`${error}\n`);
      process.exit(1);
    });
});
process.on('disconnect', () => process.exit());

async function rush({ port, path, bodies, connections, amount, keys }: RushLoad): Promise<Rushed> {
  const told = { waits: [] as number[], statuses: {} as Record<number, number>, codes: [] as string[] };
  let sent = 0;
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const begun = performance.now();
  await Promise.all(
    sockets.map(async (socket) => {
      const ask = asker(socket);
      while (sent < amount) {
        const number = sent;
        sent += 1;
        const body = bodies[number % bodies.length] as string;
        const before = performance.now();
        const answer = await ask(`POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nidempotency-key: ${keys}-${number}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
        told.waits.push(performance.now() - before);
        told.statuses[answer.status] = (told.statuses[answer.status] ?? 0) + 1;
        const code = answer.status === 201 ? /"code":"(\w+)"/.exec(answer.body)?.[1] : undefined;
        if (code) told.codes.push(code);
      }
      socket.destroy();
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const waits = told.waits.sort((a, b) => a - b);
  const at = (share: number): number => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? Number.NaN;
  return { perSecond: amount / seconds, p50Ms: at(0.5), p99Ms: at(0.99), statuses: told.statuses, codes: told.codes };
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** Sends a request and waits for its answer, which must say how long it is. */
function asker(socket: Socket): (request: string) => Promise<Answer> {
  let read = '';
  let waiting: PromiseWithResolvers<Answer> | undefined;
  socket.setEncoding('latin1');
  socket.on('data', (part: string) => {
    read += part;
    const end = read.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(read.slice(0, end))?.[1] ?? Number.NaN);
    if (!(read.length >= end + 4 + length)) return;
    const answer = { status: Number(read.slice(9, 12)), body: read.slice(end + 4, end + 4 + length) };
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
