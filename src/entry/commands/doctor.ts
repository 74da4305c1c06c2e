import { once } from 'node:events';
import { createServer } from 'node:net';
import { sql } from 'kysely';
import { renderLetter } from '#features/mail/server/render-letter.ts';
import {
  type Config,
  checkGivenSettings,
  describeSettings,
  loadConfig,
  loadDotEnv,
  PROGRAM_ROOT,
  PROGRAM_VERSION,
} from '#platform/config.ts';
import { findLag, findOldestWriter } from '#platform/changes/read-changes.ts';
import type { Db } from '#platform/db/connect.ts';
import { sendTrial } from '#platform/mail/send-trial.ts';
import { countLimited } from '#platform/mail/limit-mails.ts';
import { createMailer } from '#platform/mailer.ts';
import '../features.ts';
import { type Foyer, openFoyer, openStorage, requireInstallation } from '../open-foyer.ts';
import type { Arguments } from './arguments.ts';

type Check = { check: string; ok: boolean; detail: string };

/**
 * `foyer doctor [--mail-to ADDRESS]`: every setting, and whether what it names can be reached. Exit code 1 when
 * something is wrong.
 */
export async function runDoctor({ values }: Arguments): Promise<number> {
  loadDotEnv();
  const mailTo = values['mail-to'];
  const checks = [
    { check: 'node', ok: Number(process.versions.node.split('.')[0]) >= 26, detail: process.version },
    { check: 'program', ok: true, detail: `Foyer ${PROGRAM_VERSION} in ${PROGRAM_ROOT}` },
    ...(await checkSettings(typeof mailTo === 'string' ? mailTo : undefined)),
  ];
  const ok = checks.every((check) => check.ok);
  const settings = describeSettings();
  process.stdout.write(values.json ? `${JSON.stringify({ ok, checks, settings })}\n` : render(checks, settings));
  return ok ? 0 : 1;
}

/** With wrong settings nothing else can be looked at. Nothing is made where there is no installation. */
async function checkSettings(mailTo: string | undefined): Promise<Check[]> {
  let config: Config | undefined;
  const settings = await attempt('settings', async () => {
    checkGivenSettings();
    requireInstallation();
    config = loadConfig();
    return 'right';
  });
  if (!config) return [settings];
  const { s3, smtpUrl, mailFrom, url, wallets, host } = config;
  const storage = attempt('storage', async () => {
    await openStorage(config as Config).check();
    return s3 ? `S3 bucket ${s3.bucket}` : 'on disk';
  });
  const mail = attempt('mail', () => createMailer(smtpUrl, mailFrom).check());
  const trial =
    mailTo === undefined
      ? []
      : [attempt('trial mail', () => sendTrial(smtpUrl, mailFrom, { to: mailTo, ...trialLetter(url) }))];
  const apple = wallets.apple && attempt('apple wallet', async () => checkCertificate(wallets.apple?.goodUntil ?? 0));
  const listening = attempt('host', () => tryHost(host));
  return [
    settings,
    await listening,
    ...(await checkDatabase()),
    await storage,
    await mail,
    ...(await Promise.all([...trial, ...(apple ? [apple] : [])])),
  ];
}

/** Listens there for a moment, on any free port. */
async function tryHost(host: string): Promise<string> {
  const server = createServer().listen(0, host);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`HOST: ${host} is no address of this machine (${error.code})`);
  });
  server.close();
  return `can listen on ${host}`;
}

function checkCertificate(goodUntil: number): string {
  const day = new Date(goodUntil).toISOString().slice(0, 10);
  if (goodUntil <= Date.now())
    throw new Error(`APPLE_PASS_CERTIFICATE ran out on ${day}: the button is not shown until there is another`);
  return `certificate good until ${day}`;
}

function trialLetter(url: string): ReturnType<typeof renderLetter> {
  return renderLetter({
    subject: 'A test email from Foyer',
    heading: 'Emails from Foyer arrive',
    lead: [
      'This is what they look like. Check its header for SPF, DKIM and DMARC: if those pass, emails to your guests will not be taken for spam.',
    ],
    action: { label: 'Open Foyer', href: url },
    reason: 'You are receiving this email because someone ran "foyer doctor --mail-to" with your address.',
  });
}

async function checkDatabase(): Promise<Check[]> {
  let foyer: Foyer | undefined;
  try {
    const database = await attempt('database', async () => {
      foyer = await openFoyer({ beside: true, existing: true });
      const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(
        foyer.database.db,
      );
      return `PostgreSQL ${rows[0]?.version}${foyer.config.databaseUrl ? '' : ', embedded'}`;
    });
    const jobs = await attempt('jobs', async () => {
      if (!foyer) throw new Error('not known without the database');
      const { rows } = await sql<{ dead: number }>`select count(*) as dead from jobs where state = 'dead'`.execute(
        foyer.database.db,
      );
      if (rows[0]?.dead) throw new Error(`${rows[0].dead} jobs failed for good`);
      return 'no dead jobs';
    });
    const limited = await attempt('mails', async () => {
      if (!foyer) throw new Error('not known without the database');
      const waiting = await countLimited(foyer.database.db);
      return waiting === 0
        ? 'none is held up'
        : `${waiting} wait, since too many go to one address or are caused by one client: see /admin/mail`;
    });
    const changes = await attempt('changes', async () => {
      if (!foyer) throw new Error('not known without the database');
      return checkChanges(foyer.database.db);
    });
    return [database, jobs, limited, changes];
  } finally {
    await foyer?.close();
  }
}

/** Longer than that no transaction of Foyer's own should write. */
const LONG_SECONDS = 60;

/** @throws Error where a long transaction keeps changes from programs that read the feed */
async function checkChanges(db: Db): Promise<string> {
  const { held, seconds } = await findLag(db);
  const writer = await findOldestWriter(db);
  const longest = Math.max(seconds, writer?.seconds ?? 0);
  if (longest < LONG_SECONDS) return 'the feed is up to date';
  const who = writer ? ` (${writer.name || 'a program without a name'}, process ${writer.pid} of the database)` : '';
  throw new Error(
    `a transaction runs for ${Math.round(longest)} s${who} and keeps ${held} changes from the feed: end it, or wait`,
  );
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
