import { readInstallation } from '#features/dashboard/server/read-installation.ts';
import { explainError } from '#platform/explain-error.ts';
import { countQueues } from '#platform/jobs/dead-jobs.ts';
import { countMails } from '#platform/mail/outbox.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const [report, mails, queues] = await Promise.all([
    readInstallation(locals.ctx),
    countMails(locals.ctx),
    countQueues(locals.ctx),
  ]);
  return {
    report: {
      ...report,
      failures: report.failures.map((failure) => ({ ...failure, meaning: explainError(failure.words) })),
    },
    mails,
    dead: queues.reduce((sum, { dead }) => sum + dead, 0),
    waiting: queues.reduce((sum, { waiting, active }) => sum + waiting + active, 0),
  };
};
