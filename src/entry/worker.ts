/** The background side of a process: reactions to signals, mails. */
import { createCtx } from '#platform/ctx.ts';
import { definedJobs } from '#platform/jobs/jobs.ts';
import type { JobHandler, Worker } from '#platform/jobs/worker.ts';
import { startSchedules } from '#platform/jobs/schedules.ts';
import { startWorker } from '#platform/jobs/worker.ts';
import { createMailer, SEND_MAIL_QUEUE } from '#platform/mailer.ts';
import { countJob } from '#platform/metrics.ts';
import { signals } from '#platform/signals/signal.ts';
import '#platform/storage/jobs.ts';
import './features.ts';
import type { House } from './open-house.ts';

export type RunningWorker = { worker: Worker; stop: () => Promise<void> };

/** Starts working off the jobs of all queues. `stop` lets running jobs finish. */
export function startHouseWorker(house: House): RunningWorker {
  const { database, log, config } = house;
  const mailer = createMailer(config.smtpUrl, config.mailFrom);
  const handlers = new Map<string, JobHandler>();
  for (const [queue, work] of [...signals.laterReceivers(), ...definedJobs()]) {
    handlers.set(queue, (job) => work(createCtx({ db: database.db, log, actor: { kind: 'system', name: queue } }), job.payload as object));
  }
  handlers.set(SEND_MAIL_QUEUE, (job) => mailer.send(database.db, (job.payload as { mailId: number }).mailId));
  const worker = startWorker({ db: database.db, log, handlers, onDone: countJob });
  const schedules = startSchedules(database.db, log);
  house.onJobs(worker.wake);
  return {
    worker,
    stop: async () => {
      await schedules.stop();
      await worker.stop();
      mailer.close();
    },
  };
}
