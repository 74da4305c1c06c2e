/**
 * Firefox and WebKit as Debian has them, each driven in the protocol that it speaks by itself: WebDriver BiDi and
 * WebDriver. Chromium has a file of its own, browser.ts; what one does on a page of these is in other-page.ts.
 */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { freePort } from '#platform/free-port.ts';

/** What both can do. */
export type Driver = {
  /** Opens the address and waits until it has loaded. */
  goTo: (address: string) => Promise<void>;
  /** What the expression comes to in the page: a text. */
  evaluate: (expression: string) => Promise<string>;
  /** Moves of the pointer and the keyboard, in the words of WebDriver, the same for both. */
  perform: (actions: InputSource[]) => Promise<void>;
  /** A PNG of what the window shows. */
  takePicture: () => Promise<Buffer>;
  /** Errors and warnings of scripts and of the console since it was asked last. */
  takeComplaints: () => Promise<string[]>;
};

export type InputSource = { type: string; id: string; parameters?: object; actions: object[] };
export type OtherBrowser = 'Firefox' | 'WebKit';

/** `npm test` installs these where it may; bin/setup.mjs looks for the same files. */
const PACKAGES: { firefoxAndWebKit: string[] } = JSON.parse(
  readFileSync(path.join(PROGRAM_ROOT, 'bin/test-packages.json'), 'utf8'),
);
const FIREFOX = '/usr/bin/firefox-esr';
const WEBKIT = '/usr/bin/WebKitWebDriver';
const DISPLAY = '/usr/bin/Xvfb';

const SIZE = { width: 1280, height: 900 };
const START_LIMIT_MS = 60_000;
const ANSWER_LIMIT_MS = 30_000;

/** Nothing but the pages asks the network, and nothing moves by itself. */
const FIREFOX_SETTINGS = {
  'app.normandy.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'intl.accept_languages': 'en-GB, en',
  'messaging-system.rsexperimentloader.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'nimbus.rollouts.enabled': false,
  'ui.prefersReducedMotion': 1,
};

/** Why that browser cannot run here, with the command that helps; '' where it can. */
export function whyMissing(name: OtherBrowser): string {
  const absent = (name === 'Firefox' ? [FIREFOX] : [WEBKIT, DISPLAY]).filter((file) => !existsSync(file));
  const help = `apt-get install -y --no-install-recommends ${PACKAGES.firefoxAndWebKit.join(' ')}`;
  return absent.length > 0 ? `${absent.join(' and ')} is not installed: ${help}` : '';
}

/**
 * Starts one with a profile of its own and a window of 1280 by 900 pixels; it ends with the test file at the latest.
 */
export async function startOtherBrowser(name: OtherBrowser): Promise<Driver & { close: () => void }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'foyer-browser-'));
  const children: ChildProcess[] = [];
  const close = (): void => {
    for (const child of children.splice(0).reverse()) killGroup(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  after(close);
  // A test file that is ended from outside takes along what it started.
  process.once('exit', close);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  const start: Start = (command, args, { env = {}, stdio = 'ignore' } = {}) => {
    const home = { HOME: folder, XDG_RUNTIME_DIR: folder, TMPDIR: folder, TZ: 'Europe/Brussels', LANG: 'C.UTF-8' };
    const child = spawn(command, args, { env: { PATH: process.env.PATH, ...home, ...env }, stdio, detached: true });
    children.push(child);
    return child;
  };
  const driver = await (name === 'Firefox' ? startFirefox(start, folder) : startWebKit(start));
  return { ...driver, close };
}

type Start = (
  command: string,
  args: string[],
  options?: { env?: NodeJS.ProcessEnv; stdio?: StdioOptions },
) => ChildProcess;

/** Browsers are many processes, all of the group of the first. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // It had ended.
  }
}

async function startFirefox(start: Start, folder: string): Promise<Driver> {
  const settings = Object.entries(FIREFOX_SETTINGS).map(
    ([key, value]) => `user_pref("${key}", ${JSON.stringify(value)});`,
  );
  writeFileSync(path.join(folder, 'user.js'), settings.join('\n'));
  const size = [`--width=${SIZE.width}`, `--height=${SIZE.height}`];
  const args = ['--headless', '--no-remote', '--profile', folder, '--remote-debugging-port=0', ...size, 'about:blank'];
  const child = start(FIREFOX, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const [, address = ''] = await untilSaid(child.stderr, /BiDi listening on (ws:\S+)/, 'Firefox');
  const { call, complaints } = await connect(`${address}/session`);
  await call('session.new', { capabilities: {} });
  await call('session.subscribe', { events: ['log.entryAdded'] });
  const { contexts } = await call<{ contexts: { context: string }[] }>('browsingContext.getTree', {});
  const context = contexts[0]?.context;
  await call('browsingContext.setViewport', { context, viewport: SIZE });
  return {
    goTo: async (url) => void (await call('browsingContext.navigate', { context, url, wait: 'complete' })),
    evaluate: async (expression) => {
      const answer = await call<Evaluated>('script.evaluate', { expression, target: { context }, awaitPromise: true });
      if (!answer.result) throw new Error(answer.exceptionDetails?.text ?? 'The page gave no answer');
      return answer.result.value;
    },
    perform: async (actions) => void (await call('input.performActions', { context, actions })),
    takePicture: async () => {
      const { data } = await call<{ data: string }>('browsingContext.captureScreenshot', { context });
      return Buffer.from(data, 'base64');
    },
    takeComplaints: async () => complaints.splice(0),
  };
}

type Evaluated = { result?: { value: string }; exceptionDetails?: { text: string } };
type Call = <T = unknown>(method: string, params: object) => Promise<T>;
type Message = {
  id?: number | null;
  error?: string;
  message?: string;
  result?: unknown;
  params?: { level: string; text: string };
};

/** Commands and what comes of them over one socket. */
async function connect(address: string): Promise<{ call: Call; complaints: string[] }> {
  const socket = new WebSocket(address);
  await once(socket, 'open', { signal: AbortSignal.timeout(START_LIMIT_MS) });
  const complaints: string[] = [];
  const waiting = new Map<number, (message: Message) => void>();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const message: Message = JSON.parse(String(data));
    if (message.id) waiting.get(message.id)?.(message);
    else if (['error', 'warn'].includes(message.params?.level ?? '')) complaints.push(String(message.params?.text));
  });
  const call: Call = async (method, params) => {
    const id = ++last;
    const { promise, resolve } = Promise.withResolvers<Message>();
    waiting.set(id, resolve);
    socket.send(JSON.stringify({ id, method, params }));
    const answer = await within(promise, `Firefox did not answer ${method}`);
    waiting.delete(id);
    if (answer.error) throw new Error(`${method}: ${answer.error}, ${answer.message}`);
    return answer.result as never;
  };
  return { call, complaints };
}

async function startWebKit(start: Start): Promise<Driver> {
  // It has no way without a display. The display picks its own number and says it when it is ready.
  const screen = ['-screen', '0', '1400x1100x24', '-nolisten', 'tcp', '-displayfd', '3'];
  const display = start(DISPLAY, screen, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [number] = await untilSaid(display.stdio[3] as NodeJS.ReadableStream, /^\d+(?=\n)/, 'The display');
  const port = await freePort();
  // Its sandbox needs rights that containers lack; only our own pages are opened.
  const env = {
    DISPLAY: `:${number}`,
    GDK_BACKEND: 'x11',
    NO_AT_BRIDGE: '1',
    LIBGL_ALWAYS_SOFTWARE: '1',
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  };
  start(WEBKIT, [`--port=${port}`], { env });
  await untilAnswers(`http://127.0.0.1:${port}/status`);
  const ask = async <T>(method: string, where: string, body?: object): Promise<T> => {
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
    const answer = await fetch(`http://127.0.0.1:${port}${where}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
      signal,
    });
    const { value } = (await answer.json()) as { value: T & { error?: string; message?: string } };
    if (!answer.ok) throw new Error(`WebKit: ${value.error}, ${value.message}`);
    return value;
  };
  const { sessionId } = await ask<{ sessionId: string }>('POST', '/session', { capabilities: { alwaysMatch: {} } });
  const session = `/session/${sessionId}`;
  await ask('POST', `${session}/window/rect`, { x: 0, y: 0, ...SIZE });
  const run = (script: string): Promise<string> => ask('POST', `${session}/execute/sync`, { script, args: [] });
  return {
    goTo: async (url) => {
      await ask('POST', `${session}/url`, { url });
      await run(LISTEN);
    },
    evaluate: async (expression) => run(`${LISTEN}; return ${expression}`),
    perform: async (actions) => void (await ask('POST', `${session}/actions`, { actions })),
    takePicture: async () => Buffer.from(await ask<string>('GET', `${session}/screenshot`), 'base64'),
    takeComplaints: async () => JSON.parse(await run(`${LISTEN}; return JSON.stringify(window.complaints.splice(0))`)),
  };
}

/** WebDriver tells nothing of the console: the page notes it, from the first look at it on. */
const LISTEN = `if (!window.complaints) {
  window.complaints = [];
  addEventListener('error', (event) => window.complaints.push(event.message));
  addEventListener('unhandledrejection', (event) => window.complaints.push(String(event.reason)));
  for (const level of ['error', 'warn']) console[level] = (...words) => window.complaints.push(words.join(' '));
}`;

async function untilSaid(stream: NodeJS.ReadableStream | null, words: RegExp, who: string): Promise<RegExpExecArray> {
  const { promise, resolve } = Promise.withResolvers<RegExpExecArray>();
  let said = '';
  stream?.on('data', (part) => {
    said += part;
    const found = words.exec(said);
    if (found) resolve(found);
  });
  return within(promise, `${who} did not start`, START_LIMIT_MS);
}

async function untilAnswers(address: string): Promise<void> {
  for (const end = Date.now() + START_LIMIT_MS; Date.now() < end; await sleep(50)) {
    if (await fetch(address).catch(() => null)) return;
  }
  throw new Error(`Nobody answers at ${address}`);
}

async function within<T>(promise: Promise<T>, complaint: string, limit = ANSWER_LIMIT_MS): Promise<T> {
  const controller = new AbortController();
  const late = sleep(limit, undefined, { signal: controller.signal }).then(
    () => Promise.reject(new Error(`${complaint} within ${limit / 1000} s`)),
    () => promise,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    controller.abort();
  }
}
