/** What a chat channel is told of runs, against stand-ins for the channel and for the list of earlier runs. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const SCRIPT = path.resolve(import.meta.dirname, '../../.ci/notify-chat.mjs');
const folder = mkdtempSync(path.join(tmpdir(), 'foyer-chat-'));
after(() => rmSync(folder, { recursive: true, force: true }));

type Message = { text: string; blocks: { text: { type: string; text: string } }[] };
type Earlier = { run_number: number; conclusion: string };
const received: Message[] = [];
const asked: string[] = [];
let earlier: Earlier[] = [];
let channelStatus = 200;

const server = createServer(async (req, res) => {
  let body = '';
  for await (const part of req) body += part;
  if (req.method === 'POST') {
    received.push(JSON.parse(body) as Message);
    res.writeHead(channelStatus).end('no_service');
    return;
  }
  asked.push(`${req.url} ${req.headers.authorization}`);
  res
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify(req.url?.includes('/attempts/') ? earlier[0] : { workflow_runs: earlier }));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => void server.close());
const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;

const RUN = {
  id: 99,
  name: 'CI',
  workflow_id: 7,
  run_number: 12,
  run_attempt: 1,
  head_branch: 'main',
  head_sha: '0123456789abcdef',
  conclusion: 'failure',
  html_url: 'https://git.example/o/foyer/actions/runs/1',
  head_commit: { message: 'Seats are held\n\nand more' },
  actor: { login: 'ada' },
  head_repository: { full_name: 'o/foyer' },
};

/** Runs the script for a run like that, and gives what it printed and told. */
async function notify(
  change: Partial<typeof RUN> = {},
  env: Record<string, string> = {},
): Promise<{ status: number | null; out: string; messages: Message[] }> {
  received.splice(0);
  asked.splice(0);
  const event = path.join(folder, 'event.json');
  writeFileSync(event, JSON.stringify({ workflow_run: { ...RUN, ...change }, repository: { full_name: 'o/foyer' } }));
  const child = spawn(process.execPath, [SCRIPT], {
    env: {
      PATH: process.env.PATH,
      CHAT_WEBHOOK_URL: base,
      GITHUB_API_URL: base,
      GITHUB_TOKEN: 'token',
      GITHUB_EVENT_PATH: event,
      ...env,
    } as NodeJS.ProcessEnv,
  });
  let out = '';
  child.stdout.on('data', (part) => (out += part));
  child.stderr.on('data', (part) => (out += part));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, out, messages: [...received] };
}

test('a failure is told with what, where, whose and the log', async () => {
  const { status, messages } = await notify();
  assert.equal(status, 0);
  assert.deepEqual(messages, [
    {
      text: 'CI of o/foyer on main failed',
      blocks: [
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            text: ':red_circle: *<https://git.example/o/foyer/actions/runs/1|CI of o/foyer on main failed>*\n0123456 Seats are held (ada)\n<https://git.example/o/foyer/actions/runs/1|Log of run 12>',
          },
        },
      ],
    },
  ]);
  assert.equal((await notify({ conclusion: 'timed_out' })).messages.length, 1);
});

test('a success is told after a failure alone, whatever was called off in between', async () => {
  earlier = [
    { run_number: 13, conclusion: 'success' },
    { run_number: 11, conclusion: 'cancelled' },
    { run_number: 10, conclusion: 'failure' },
    { run_number: 9, conclusion: 'success' },
  ];
  assert.deepEqual(
    (await notify({ conclusion: 'success' })).messages.map(({ text }) => text),
    ['CI of o/foyer on main works again'],
  );
  assert.deepEqual(asked, [
    '/repos/o/foyer/actions/workflows/7/runs?branch=main&status=completed&per_page=20 Bearer token',
  ]);
  earlier = [
    { run_number: 11, conclusion: 'success' },
    { run_number: 10, conclusion: 'failure' },
  ];
  assert.deepEqual((await notify({ conclusion: 'success' })).messages, []);
  earlier = [];
  assert.deepEqual((await notify({ conclusion: 'success' })).messages, []);
});

test('a second attempt that succeeds is told where the first failed', async () => {
  earlier = [{ run_number: 12, conclusion: 'failure' }];
  const { messages } = await notify({ conclusion: 'success', run_attempt: 2 });
  assert.deepEqual(asked, ['/repos/o/foyer/actions/runs/99/attempts/1 Bearer token']);
  assert.match(messages[0]?.blocks[0]?.text.text ?? '', /works again[\s\S]*Log of run 12>, attempt 2$/);
  earlier = [{ run_number: 12, conclusion: 'cancelled' }];
  assert.deepEqual((await notify({ conclusion: 'success', run_attempt: 2 })).messages, []);
});

test('a run that was called off, and the success of a branch in a copy, are told to nobody', async () => {
  earlier = [{ run_number: 11, conclusion: 'failure' }];
  assert.deepEqual((await notify({ conclusion: 'cancelled' })).messages, []);
  assert.deepEqual(
    (await notify({ conclusion: 'success', head_repository: { full_name: 'somebody/foyer' } })).messages,
    [],
  );
});

test('names of branches and commits call nobody and lead nowhere', async () => {
  const { messages } = await notify({
    head_branch: '<!channel>',
    head_commit: { message: '*<https://evil.example|look>* & more' },
  });
  const text = messages[0]?.blocks[0]?.text.text ?? '';
  assert.match(text, /on &lt;!channel&gt; failed/);
  assert.match(text, /∗&lt;https:\/\/evil\.example¦look&gt;∗ &amp; more/);
});

test('without the secret nobody is told, and a channel that refuses is no failure of ours', async () => {
  const silent = await notify({}, { CHAT_WEBHOOK_URL: '' });
  assert.deepEqual(
    [silent.status, silent.out, silent.messages],
    [0, 'CHAT_WEBHOOK_URL is not set: nobody is told.\n', []],
  );
  channelStatus = 404;
  const refused = await notify();
  assert.deepEqual([refused.status, refused.out], [0, 'The channel answered 404: no_service\n']);
});
