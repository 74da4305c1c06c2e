/**
 * Loaded before the product's own code (`node --import`): counts what goes to PostgreSQL from each thread, and keeps
 * the number in a file of the folder `COUNT_STATEMENTS`, named after process and thread.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { threadId } from 'node:worker_threads';
import pg from 'pg';

const EVERY_MS = 250;
const folder = process.env.COUNT_STATEMENTS;

if (folder) {
  const file = path.join(folder, `${process.pid}-${threadId}`);
  let [sent, written] = [0, 0];
  const original = pg.Client.prototype.query as (...all: unknown[]) => unknown;
  pg.Client.prototype.query = function (this: unknown, ...all: unknown[]) {
    sent += 1;
    return original.apply(this, all);
  } as never;
  setInterval(() => {
    if (sent === written) return;
    written = sent;
    writeFileSync(file, String(sent));
  }, EVERY_MS).unref();
}
