import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeServer } from './close-server.ts';

/** One that takes a moment for each answer. */
async function open(ms = 5): Promise<{ server: Server; port: number }> {
  const server = createServer({ keepAliveTimeout: 65_000 }, (_req, res) => void setTimeout(() => res.end('done'), ms));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as { port: number }).port };
}

type Answer = { status: number | undefined; connection: string | undefined };

function post(port: number, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method: 'POST', agent }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve({ status: answer.statusCode, connection: answer.headers.connection }));
    });
    asked.on('error', reject);
    asked.end('hello');
  });
}

const DONE = { status: 200, connection: 'keep-alive' };
const LAST = { status: 200, connection: 'close' };

test('a request that is being answered is answered', async () => {
  const { server, port } = await open(300);
  const agent = new Agent({ keepAlive: true });
  const answer = post(port, agent);
  await once(server, 'request');
  const closed = closeServer(server, false);
  assert.equal((await answer).status, 200);
  await closed;
});

test('everybody who was connected by then is answered, also those whom nobody had greeted', async () => {
  const { server, port } = await open();
  const agents = Array.from({ length: 40 }, () => new Agent());
  const answers = agents.map((agent) => post(port, agent));
  // Their connections are made by the system alone.
  const end = performance.now() + 20;
  await new Promise(process.nextTick);
  while (performance.now() < end);
  await closeServer(server, false);
  assert.deepEqual(
    (await Promise.all(answers)).map(({ status }) => status),
    agents.map(() => 200),
  );
});

test('on a connection that a proxy keeps one may speak for a moment, and hears that it is the last answer', async () => {
  const { server, port } = await open();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  assert.deepEqual(await post(port, agent), DONE);
  const closed = closeServer(server, true);
  await sleep(50);
  assert.deepEqual(await post(port, agent), LAST);
  await closed;
});

test('a connection on which nobody speaks goes at once, and a proxy’s a little later', async () => {
  const took: number[] = [];
  for (const keeps of [false, true]) {
    const { server, port } = await open();
    await post(port, new Agent({ keepAlive: true }));
    const begun = performance.now();
    await closeServer(server, keeps);
    took.push(performance.now() - begun);
  }
  const [idle = 0, kept = 0] = took;
  assert.ok(idle < kept && kept >= 400 && kept < 10_000, took.join());
});

test('nobody new is taken', async () => {
  const { server, port } = await open();
  await closeServer(server, true);
  const socket = connect(port, '127.0.0.1');
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  assert.equal(error.code, 'ECONNREFUSED');
});
