/** Stopping a web server so that nothing that was sent to it stays without an answer. */
import type { Server } from 'node:http';
import net from 'node:net';

/** Busy connections are cut after so long. */
const LIMIT_MS = 20_000;
/** For so long somebody may still speak on a connection that a proxy keeps open. */
const LAST_WORDS_MS = 500;
/** Not for ever: in a rush somebody always comes. */
const ARRIVALS_MS = 1000;

/**
 * Takes nobody new, lets open requests end, all within 20 seconds. What was connected by then is answered: closing
 * drops those whom the system has let in and nobody has greeted yet, so it waits for a moment without any. Idle
 * connections go at once, but those of a proxy (`keeps`) half a second later, with a word at each answer that it is the
 * last: a proxy that has just sent something on one may not send it twice, and its reader would see an error.
 */
export async function closeServer(server: Server, keeps: boolean): Promise<void> {
  server.prependListener('request', (_req, res) => res.setHeader('connection', 'close'));
  await momentWithoutArrivals(server);
  await new Promise<void>((resolve) => {
    const limit = setTimeout(() => server.closeAllConnections(), LIMIT_MS);
    let sweep: NodeJS.Timeout | undefined;
    const begin = (): void => {
      server.closeIdleConnections();
      sweep = setInterval(() => server.closeIdleConnections(), 100);
    };
    const lastWords = setTimeout(begin, keeps ? LAST_WORDS_MS : 0);
    // That of a web server would cut idle connections by itself.
    net.Server.prototype.close.call(server, () => {
      clearTimeout(limit);
      clearTimeout(lastWords);
      clearInterval(sweep);
      resolve();
    });
  });
}

/** Two turns in which nobody came: whoever connected before has been greeted. */
async function momentWithoutArrivals(server: Server): Promise<void> {
  let arrivals = 0;
  server.on('connection', () => {
    arrivals += 1;
  });
  const limit = Date.now() + ARRIVALS_MS;
  for (let quiet = 0; quiet < 2 && Date.now() < limit;) {
    const before = arrivals;
    await new Promise((resolve) => setImmediate(resolve));
    quiet = arrivals === before ? quiet + 1 : 0;
  }
}
