/** The background side of a process: reactions to signals, mails. */
import { createCtx } from '#platform/ctx.ts';
import { startHeartbeat } from '#platform/jobs/heartbeat.ts';
import { definedJobs } from '#platform/jobs/jobs.ts';
import type { JobHandler, Worker } from '#platform/jobs/worker.ts';
import { startSchedules } from '#platform/jobs/schedules.ts';
import { startWorker } from '#platform/jobs/worker.ts';
import { SEND_MAIL_QUEUE } from '#platform/mail/mail-queue.ts';
import { MAILS_AT_ONCE } from '#platform/mail/open-transport.ts';
import { resumeMails } from '#platform/mail/resume-mails.ts';
import { createMailer } from '#platform/mailer.ts';
import { countJob } from '#platform/metrics.ts';
import { PROGRAM_VERSION } from '#platform/config.ts';
import { signals } from '#platform/signals/signal.ts';
import '#platform/forget-attempts.ts';
import '#platform/storage/jobs.ts';
import './features.ts';
import type { Foyer } from './open-foyer.ts';

export type RunningWorker = { worker: Worker; stop: () => Promise<void> };

/**
 * Starts working off the jobs of all queues. Mails have a lane of their own, so that a slow mail server holds up
 * nothing else. `stop` lets running jobs finish.
 */
export function startFoyerWorker(foyer: Foyer): RunningWorker {
  const { database, log } = foyer;
  const { db } = database;
  const handlers = new Map<string, JobHandler>();
  for (const [queue, work] of [...signals.laterReceivers(), ...definedJobs()]) {
    handlers.set(queue, (job) =>
      work(createCtx({ db, log, actor: { kind: 'system', name: queue } }), job.payload as object),
    );
  }
  const worker = startWorker({ db, log, handlers, onDone: countJob });
  const mails = startMails(foyer);
  const schedules = startSchedules(db, log);
  const heartbeat = startHeartbeat(db, log, PROGRAM_VERSION);
  foyer.onJobs(worker.wake);
  return {
    worker,
    stop: async () => {
      await schedules.stop();
      await Promise.all([worker.stop(), mails.stop()]);
      await heartbeat.stop();
    },
  };
}

function startMails({ database: { db }, log, config, onJobs }: Foyer): { stop: () => Promise<void> } {
  const mailer = createMailer(config.smtpUrl, config.mailFrom, config.mailLimits);
  const send: JobHandler = (job) =>
    mailer.send(
      createCtx({ db, log, actor: { kind: 'system', name: job.queue } }),
      (job.payload as { mailId: number }).mailId,
    );
  const worker = startWorker({
    db,
    log,
    handlers: new Map([[SEND_MAIL_QUEUE, send]]),
    concurrency: MAILS_AT_ONCE,
    onDone: countJob,
  });
  onJobs(worker.wake);
  const resumed = resumeMails(db).catch((error) => log.warn({ err: error }, 'mails without a job were not looked for'));
  return {
    stop: async () => {
      await resumed;
      await worker.stop();
      mailer.close();
    },
  };
}
