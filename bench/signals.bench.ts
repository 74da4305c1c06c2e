/** Dispatch beside node's EventEmitter, and what a later announcement adds to a simple write transaction. */
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCtx } from '#platform/ctx.ts';
import { ensureDatabase, openDatabase } from '#platform/db/connect.ts';
import { startEmbeddedPostgres } from '#platform/db/embedded.ts';
import { migrate } from '#platform/db/migrate.ts';
import { createLog } from '#platform/log.ts';
import { NamedSignal } from '#platform/signals/named-signal.ts';
import { signals } from '#platform/signals/signal.ts';
import { transact } from '#platform/transact.ts';
import { alternate, type BenchRow, row } from './bench.ts';

type Payload = { amount: number };

export async function run(report: (step: string) => void): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [count, target] of [
    [1, '>= 0.4'],
    [10, '>= 0.9'],
  ] as const) {
    for (const answers of [false, true]) {
      report(`dispatch to ${count}, receivers that answer ${answers ? 'a number' : 'nothing'}`);
      rows.push(await dispatch(count, answers, target));
    }
  }
  report('a later announcement in a write transaction');
  rows.push(await laterAnnouncement());
  return rows;
}

async function dispatch(count: number, answers: boolean, target: string): Promise<BenchRow> {
  const emitter = new EventEmitter();
  const signal = new NamedSignal<Payload>('bench');
  let sum = 0;
  for (let i = 0; i < count; i += 1) {
    const receive = (_sender: unknown, payload: Payload): number | undefined => {
      sum += payload.amount;
      return answers ? sum : undefined;
    };
    emitter.on('bench', receive);
    signal.connect(receive);
  }
  const payload = { amount: 1 };
  const rate = (send: () => void) => async (): Promise<number> => {
    const times = 4_000_000 / count;
    const before = performance.now();
    for (let i = 0; i < times; i += 1) send();
    return times / (performance.now() - before);
  };
  const measured = await alternate(
    rate(() => signal.send('bench', payload)),
    rate(() => emitter.emit('bench', 'bench', payload)),
    { rounds: 9, warmUp: 3 },
  );
  return row(`dispatch to ${count} that answer ${answers ? 'a number' : 'nothing'}, beside EventEmitter`, {
    ...measured,
    unit: 'sends/ms',
    target,
  });
}

/** Durable commits on a server of its own: the transaction that also announces beside the same one that does not. */
async function laterAnnouncement(): Promise<BenchRow> {
  const dir = mkdtempSync(path.join(tmpdir(), 'foyer-bench-'));
  const server = await startEmbeddedPostgres(dir);
  await ensureDatabase(server.url);
  await migrate(server.url);
  const database = openDatabase(server.url, 2);
  const ctx = createCtx({ db: database.db, log: createLog('silent'), actor: { kind: 'system', name: 'bench' } });
  const changed = signals.signal<{ record: number }>('bench_changed');
  changed.later('bench_receiver', async () => {}, { key: ({ record }) => String(record) });
  const transactions = (announce: boolean) => async (): Promise<number> => {
    const before = performance.now();
    for (let i = 0; i < 200; i += 1) {
      await transact(ctx, async (inner) => {
        await inner.db
          .insertInto('mails')
          .values({ recipient: 'ada@example.org', subject: 'Hello', textBody: 'Hello', htmlBody: '' })
          .execute();
        if (announce) await changed.announce(inner, 'bench', { record: i % 10 });
      });
    }
    return (performance.now() - before) / 200;
  };
  try {
    const measured = await alternate(transactions(true), transactions(false), { rounds: 15, warmUp: 3 });
    return row('a write transaction with a later announcement, beside one without', {
      ...measured,
      unit: 'ms',
      target: '<= 1.25',
    });
  } finally {
    await database.close();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
