import { sql } from 'kysely';
import { describeSettings, PROGRAM_ROOT } from '#platform/config.ts';
import { probeStorage } from '#platform/storage/storage.ts';
import type { Arguments } from './arguments.ts';
import { withHouse } from './with-house.ts';

type Check = { check: string; ok: boolean; detail: string };

/** `foyer doctor`: every setting, and whether what it names can be reached. Exit code 1 when something is wrong. */
export async function runDoctor({ values }: Arguments): Promise<number> {
  return withHouse(async (house) => {
    const { database, storage, config } = house;
    const checks: Check[] = [
      { check: 'node', ok: Number(process.versions.node.split('.')[0]) >= 26, detail: process.version },
      { check: 'program', ok: true, detail: PROGRAM_ROOT },
      await attempt('database', async () => {
        const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(database.db);
        return `PostgreSQL ${rows[0]?.version}${config.databaseUrl ? '' : ', embedded'}`;
      }),
      await attempt('jobs', async () => {
        const { rows } = await sql<{ dead: number }>`select count(*) as dead from jobs where state = 'dead'`.execute(database.db);
        if (rows[0]?.dead) throw new Error(`${rows[0].dead} jobs failed for good`);
        return 'no dead jobs';
      }),
      await attempt('storage', async () => {
        await probeStorage(storage);
        return config.s3 ? `S3 bucket ${config.s3.bucket}` : 'on disk';
      }),
      { check: 'mail', ok: true, detail: config.smtpUrl ? 'sent by SMTP' : 'kept, not sent (SMTP_URL is not set)' },
    ];
    const ok = checks.every((check) => check.ok);
    const settings = describeSettings();
    if (values.json) process.stdout.write(`${JSON.stringify({ ok, checks, settings })}\n`);
    else process.stdout.write(render(checks, settings));
    return ok ? 0 : 1;
  });
}

async function attempt(check: string, work: () => Promise<string>): Promise<Check> {
  try {
    return { check, ok: true, detail: await work() };
  } catch (error) {
    return { check, ok: false, detail: (error as Error).message };
  }
}

function render(checks: Check[], settings: { name: string; value: string }[]): string {
  const width = Math.max(...settings.map((s) => s.name.length));
  return [
    ...checks.map((c) => `${c.ok ? 'ok   ' : 'WRONG'} ${c.check.padEnd(10)} ${c.detail}`),
    '',
    ...settings.map((s) => `${s.name.padEnd(width)}  ${s.value}`),
    '',
  ].join('\n');
}
