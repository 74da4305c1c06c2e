/** A real SMTP server on loopback: keeps what it takes, refuses on request, goes away and comes back on its port. */
import { once } from 'node:events';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { type ReadMail, readMail } from './read-mail.ts';

export type ReceivedMail = ReadMail & {
  /** The envelope. */
  from: string;
  to: string[];
  /** As it came over the wire, one character for each byte. */
  raw: string;
};

/** What the server does instead of taking a mail. */
export type Refusal =
  /** Answers with that code: 4xx for now, 5xx for good. */
  | { code: number; words?: string; at?: 'recipient' | 'data' }
  /** Hangs up instead of answering; with `after: 'taking'` it has kept the mail by then. */
  | { hangUp: true; after?: 'taking' }
  /** Answers so many milliseconds late. */
  | { delayMs: number };

export type MailServerOptions = {
  /** Whoever sends must sign in so. */
  account?: { user: string; pass: string };
  /** Offers STARTTLS with a certificate that nobody vouches for. */
  tls?: boolean;
};

export type MailServer = {
  url: string;
  received: ReceivedMail[];
  /**
   * From now on, for those mails or recipients that `when` picks (an address of the envelope); null takes all again.
   */
  refuse: (refusal: Refusal | null, when?: (recipient: string) => boolean) => void;
  /** How many mails it took or refused after they were sent whole. */
  attempts: () => number;
  /** The most connections that were open at once. */
  mostConnections: () => number;
  /** Waits for the first mail that matches. @throws after `limitMs` */
  waitFor: (matches: (mail: ReceivedMail) => boolean, limitMs?: number) => Promise<ReceivedMail>;
  /** Nobody listens on its port any more; open connections break. */
  stop: () => Promise<void>;
  /** Listens on the same port again. */
  start: () => Promise<void>;
};

type State = {
  refusal: Refusal | null;
  when: (recipient: string) => boolean;
  attempts: number;
  open: number;
  most: number;
};

/** Starts it on a free port; it stops with the test file. */
export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const state: State = { refusal: null, when: () => true, attempts: 0, open: 0, most: 0 };
  let server = createServer(options, state, received);
  let running = true;
  let port = 0;
  const listen = async (): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server.server, 'listening');
    ({ port } = server.server.address() as { port: number });
    running = true;
  };
  const stop = async (): Promise<void> => {
    if (!running) return;
    running = false;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const connection of server.connections as Set<{ close: () => void }>) connection.close();
    await closed;
  };
  await listen();
  after(stop);
  const login = options.account ? `${options.account.user}:${options.account.pass}@` : '';
  return {
    url: `smtp://${login}127.0.0.1:${port}`,
    received,
    refuse: (refusal, when = () => true) => Object.assign(state, { refusal, when }),
    attempts: () => state.attempts,
    mostConnections: () => state.most,
    waitFor: (matches, limitMs = 15_000) => waitFor(received, matches, limitMs),
    stop,
    start: async () => {
      server = createServer(options, state, received);
      await listen();
    },
  };
}

async function waitFor(
  received: ReceivedMail[],
  matches: (mail: ReceivedMail) => boolean,
  limitMs: number,
): Promise<ReceivedMail> {
  const limit = Date.now() + limitMs;
  for (;;) {
    const mail = received.find(matches);
    if (mail) return mail;
    if (Date.now() > limit)
      throw new Error(
        `No such mail within ${limitMs} ms; there are: ${received.map(({ to, subject }) => `${to.join(', ')}: ${subject}`).join('; ') || 'none'}`,
      );
    await sleep(20);
  }
}

function createServer({ account, tls }: MailServerOptions, state: State, received: ReceivedMail[]): SMTPServer {
  const server = new SMTPServer({
    authOptional: !account,
    disabledCommands: [...(tls ? [] : ['STARTTLS']), ...(account ? [] : ['AUTH'])],
    allowInsecureAuth: true,
    closeTimeout: 20,
    onConnect(_session, done) {
      state.open += 1;
      state.most = Math.max(state.most, state.open);
      done();
    },
    onClose() {
      state.open -= 1;
    },
    onAuth({ username, password }, _session, done) {
      if (username === account?.user && password === account?.pass) return done(null, { user: username });
      done(Object.assign(new Error('Authentication failed'), { responseCode: 535 }));
    },
    onRcptTo({ address }, _session, done) {
      const { refusal, when } = state;
      if (refusal && 'code' in refusal && refusal.at === 'recipient' && when(address)) return done(said(refusal));
      done();
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        answer(server, session, Buffer.concat(parts).toString('latin1'), { state, received }).then(
          () => done(),
          (error: Error) => done(error),
        );
      });
    },
  });
  server.on('error', () => {});
  return server;
}

const said = ({ code, words = 'Not now' }: { code: number; words?: string }): Error =>
  Object.assign(new Error(words), { responseCode: code });

async function answer(
  server: SMTPServer,
  session: SMTPServerSession,
  raw: string,
  { state, received }: { state: State; received: ReceivedMail[] },
): Promise<void> {
  const { mailFrom, rcptTo } = session.envelope;
  const to = rcptTo.map(({ address }) => address);
  state.attempts += 1;
  const refusal = to.some((address) => state.when(address)) ? state.refusal : null;
  const take = (): number => received.push({ ...readMail(raw), from: mailFrom ? mailFrom.address : '', to, raw });
  if (refusal && 'code' in refusal && refusal.at !== 'recipient') throw said(refusal);
  if (refusal && 'hangUp' in refusal) {
    if (refusal.after === 'taking') take();
    for (const connection of server.connections as Set<{ session: { id: string }; _socket: { destroy: () => void } }>) {
      if (connection.session.id === session.id) connection._socket.destroy();
    }
    return;
  }
  if (refusal && 'delayMs' in refusal) await sleep(refusal.delayMs);
  take();
}
