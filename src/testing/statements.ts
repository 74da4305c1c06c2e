/** What goes to PostgreSQL while something runs. */
import pg from 'pg';

/** What goes out at a time of its own: what is asked of each new connection once, and the calls that wake workers. */
const BESIDE = ['select pg_backend_pid()', "select pg_notify($1, '')"];

/** Runs `work` and returns its result with the statements that this process sent meanwhile, in order. */
export async function statementsOf<T>(work: () => Promise<T>): Promise<{ result: T; statements: string[] }> {
  const statements: string[] = [];
  const original = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: unknown, ...args: unknown[]) {
    const [first] = args as [string | { text: string }];
    const text = typeof first === 'string' ? first : first.text;
    if (!BESIDE.some((beside) => text.startsWith(beside))) statements.push(text);
    return (original as (...all: unknown[]) => unknown).apply(this, args);
  } as never;
  try {
    return { result: await work(), statements };
  } finally {
    pg.Client.prototype.query = original;
  }
}

/** How many statements `work` sends. */
export async function countStatements(work: () => Promise<unknown>): Promise<number> {
  return (await statementsOf(work)).statements.length;
}
