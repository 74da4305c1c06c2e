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
import { startSender } from '#features/webhooks/server/send-deliveries.ts';
import '#platform/forget-attempts.ts';
import '#platform/http/answer-once.ts';
import '#platform/storage/jobs.ts';
import './features.ts';
import type { Foyer } from './open-foyer.ts';

/** How late a job can start whose writer died before it said so. */
const LISTENING_POLL_MS = 2000;
/** While nothing that others say is heard. */
const POLL_MS = 1000;

export type RunningWorker = { worker: Worker; stop: () => Promise<void> };

/**
 * Starts working off the jobs of all queues. Mails have places of their own, so that a slow mail server holds up
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
  const mailer = openMailer(foyer);
  handlers.set(SEND_MAIL_QUEUE, mailer.send);
  const worker = startWorker({
    db,
    log,
    handlers,
    apart: { [SEND_MAIL_QUEUE]: MAILS_AT_ONCE },
    pollMs: () => (foyer.isListening() ? LISTENING_POLL_MS : POLL_MS),
    onDone: countJob,
  });
  const schedules = startSchedules(db, log);
  const heartbeat = startHeartbeat(db, log, PROGRAM_VERSION);
  const sender = startSender({ db, log, anywhere: foyer.config.webhooksAnywhere });
  foyer.onJobs(() => {
    worker.wake();
    sender.wake();
  });
  return {
    worker,
    stop: async () => {
      await schedules.stop();
      await mailer.resumed;
      await Promise.all([worker.stop(), sender.stop()]);
      mailer.close();
      await heartbeat.stop();
    },
  };
}

function openMailer({ database: { db }, log, config }: Foyer): {
  send: JobHandler;
  resumed: Promise<unknown>;
  close: () => void;
} {
  const mailer = createMailer(config.smtpUrl, config.mailFrom, config.mailLimits);
  return {
    send: (job) =>
      mailer.send(
        createCtx({ db, log, actor: { kind: 'system', name: job.queue } }),
        (job.payload as { mailId: number }).mailId,
      ),
    resumed: resumeMails(db).catch((error) => log.warn({ err: error }, 'mails without a job were not looked for')),
    close: () => mailer.close(),
  };
}
