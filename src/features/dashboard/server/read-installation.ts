/** How the installation is: for whoever looks after it. */
import { statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { PROGRAM_VERSION } from '#platform/config.ts';
import type { Ctx } from '#platform/ctx.ts';
import { wordsOf } from '#platform/errors.ts';
import { translator } from '#platform/i18n/translate.ts';
import { type KnownWorker, listWorkers } from '#platform/jobs/heartbeat.ts';
import { requireOperator } from '#platform/operator.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Instant } from '#platform/time.ts';

/** What failed lately and is not settled: a job or a mail. */
export type Failure = { kind: 'job' | 'mail'; id: number; name: string; words: string; at: Instant; final: boolean };

export type InstallationReport = {
  versions: { foyer: string; node: string; postgres: string; system: string };
  /** Bytes. */
  database: { bytes: number; connections: number; embedded: boolean };
  /**
   * Bytes; `free` and `total` of the disk that the data folder lies on. `fault` is why files cannot be had, '' where
   * they can.
   */
  storage: { place: string; files: number; bytes: number; free: number; total: number; fault: string };
  mail: { server: string; from: string; sentToday: number };
  workers: KnownWorker[];
  /** Jobs that are due for a minute and longer and nobody took. */
  overdue: number;
  failures: Failure[];
  startedAt: Instant;
};

const CHECK_MS = 3000;

/** @throws NotFound and Forbidden for all but administrators */
export async function readInstallation(ctx: Ctx): Promise<InstallationReport> {
  requireOperator(ctx);
  const { config } = getRuntime();
  const [figures, disk, fault, workers, failures] = await Promise.all([
    readFigures(ctx),
    statfs(config.dataDir),
    checkStorage(ctx),
    listWorkers(ctx.db),
    listFailures(ctx),
  ]);
  return {
    versions: {
      foyer: PROGRAM_VERSION,
      node: process.versions.node,
      postgres: figures.postgres,
      system: `${process.platform} ${process.arch}`,
    },
    database: {
      bytes: figures.databaseBytes,
      connections: figures.connections,
      embedded: config.databaseUrl === undefined,
    },
    storage: {
      place: config.s3 ? `S3 bucket ${config.s3.bucket}` : config.dataDir,
      files: figures.files,
      bytes: figures.fileBytes,
      free: disk.bavail * disk.bsize,
      total: disk.blocks * disk.bsize,
      fault,
    },
    mail: {
      server: config.smtpUrl ? new URL(config.smtpUrl).host : '',
      from: config.mailFrom,
      sentToday: figures.sentToday,
    },
    workers,
    overdue: figures.overdue,
    failures,
    startedAt: Date.now() - Math.round(process.uptime() * 1000),
  };
}

type Figures = {
  postgres: string;
  databaseBytes: number;
  connections: number;
  files: number;
  fileBytes: number;
  sentToday: number;
  overdue: number;
};

async function readFigures({ db }: Ctx): Promise<Figures> {
  const { rows } = await sql<Figures>`
    select current_setting('server_version') as postgres, pg_database_size(current_database()) as database_bytes,
      (select count(*) from pg_stat_activity where datname = current_database()) as connections,
      (select count(*) from media where storage_key is not null) as files, (select coalesce(sum(bytes), 0) from media where storage_key is not null) as file_bytes,
      (select count(*) from mails where sent_at > clock_timestamp() - interval '24 hours') as sent_today,
      (select count(*) from jobs where state = 'waiting' and run_at < clock_timestamp() - interval '1 minute') as overdue`.execute(
    db,
  );
  return rows[0] as Figures;
}

async function checkStorage({ locale }: Ctx): Promise<string> {
  const words = translator(locale)('stored.noAnswer', { seconds: CHECK_MS / 1000 });
  const late = sleep(CHECK_MS, words, { ref: false });
  return Promise.race([
    getRuntime()
      .storage.check()
      .then(() => '', wordsOf),
    late,
  ]);
}

/** The newest ten of each. */
async function listFailures({ db }: Ctx): Promise<Failure[]> {
  const jobs = await db
    .selectFrom('jobs')
    .select(['id', 'queue as name', 'lastError as words', 'runAt as at', 'state'])
    .where('lastError', 'is not', null)
    .orderBy('runAt', 'desc')
    .limit(10)
    .execute();
  const mails = await db
    .selectFrom('mails')
    .select(['id', 'subject as name', 'lastError as words', 'triedAt as at', 'state'])
    .where('state', 'in', ['delayed', 'failed'])
    .where('triedAt', 'is not', null)
    .orderBy('triedAt', 'desc')
    .limit(10)
    .execute();
  const all: Failure[] = [
    ...jobs.map(({ state, words, ...job }) => ({
      ...job,
      kind: 'job' as const,
      words: words ?? '',
      final: state === 'dead',
    })),
    ...mails.map(({ state, words, at, ...mail }) => ({
      ...mail,
      kind: 'mail' as const,
      words: words ?? '',
      at: at ?? 0,
      final: state === 'failed',
    })),
  ];
  return all.sort((a, b) => b.at - a.at).slice(0, 10);
}
