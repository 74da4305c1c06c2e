/** Hearing what other processes say through the database (LISTEN), on a connection that comes back by itself. */
import pg from 'pg';
import type { Log } from '../log.ts';

export type Listener = {
  /** Whether the connection stands: while it does not, what was said is lost. */
  isConnected: () => boolean;
  close: () => Promise<void>;
};

export type ListenOptions = {
  url: string;
  log: Log;
  /** By channel name. */
  onMessage: Record<string, (payload: string) => void>;
  /** Called each time the connection stands. */
  onConnected: () => void;
  /** Called on each loss of the connection: whoever depends on messages must now assume that it missed some. */
  onLost: () => void;
  /** Called after each attempt at coming back that failed. */
  onFailed?: () => void;
};

/** Pause before an attempt at coming back, in milliseconds. */
const PAUSE_MS = 500;

/**
 * Starts listening; resolves when the first connection stands. Where that one fails, it throws and tries no further.
 */
export async function listen(options: ListenOptions): Promise<Listener> {
  let closed = false;
  let client: pg.Client | undefined;
  let connected = false;
  let retry: NodeJS.Timeout | undefined;

  const lost = (): void => {
    if (!connected) return;
    connected = false;
    options.onLost();
    comeBack();
  };
  const comeBack = (): void => {
    if (closed) return;
    retry = setTimeout(() => {
      connect().catch(() => {
        options.onFailed?.();
        comeBack();
      });
    }, PAUSE_MS);
  };
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: options.url, application_name: 'foyer listen' });
    client = next;
    next.on('error', (error) => {
      options.log.warn({ err: error }, 'listen: connection lost');
      if (client === next) lost();
    });
    next.on('end', () => {
      if (client === next) lost();
    });
    next.on('notification', ({ channel, payload }) => options.onMessage[channel]?.(payload ?? ''));
    try {
      await next.connect();
      for (const channel of Object.keys(options.onMessage)) await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      await next.end().catch(() => {});
      throw error;
    }
    if (closed) return;
    connected = true;
    options.onConnected();
  };

  await connect();
  return {
    isConnected: () => connected,
    close: async () => {
      closed = true;
      clearTimeout(retry);
      const last = client;
      client = undefined;
      connected = false;
      await last?.end().catch(() => {});
    },
  };
}
