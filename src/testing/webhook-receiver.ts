/** A real receiver of webhooks on loopback: keeps what it is sent, and answers as a test says. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';

export type Received = { path: string; headers: IncomingHttpHeaders; body: string };
type Answer = (res: ServerResponse, received: Received) => void;

export type WebhookReceiver = {
  url: string;
  received: Received[];
  /** From now on. */
  answer: (how: Answer | number) => void;
  /** Nobody listens on its port any more. */
  stop: () => Promise<void>;
  /** Listens on the same port again. */
  start: () => Promise<void>;
};

/** Starts it on a free port; it stops with the test file. It answers 204 until a test changes that. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  let answer: Answer = (res) => res.writeHead(204).end();
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      const one = { path: req.url ?? '', headers: req.headers, body: Buffer.concat(parts).toString() };
      received.push(one);
      res.on('error', () => {});
      answer(res, one);
    });
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  after(stop);
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answer: (how) => {
      answer = typeof how === 'number' ? (res) => res.writeHead(how).end() : how;
    },
    stop,
    start: () => listen(port),
  };
}
