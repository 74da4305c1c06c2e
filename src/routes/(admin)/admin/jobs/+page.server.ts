import { discardJob } from '#features/dashboard/server/discard-job.ts';
import { startJobs } from '#features/dashboard/server/start-jobs.ts';
import { Invalid } from '#platform/errors.ts';
import { countQueues, listDeadJobs } from '#platform/jobs/dead-jobs.ts';
import type { Actions, PageServerLoad } from './$types';

/** @throws Invalid for what is no job's number */
function numberOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Invalid(`"${text}" is not the number of a job`);
  return Number(text);
}

export const load: PageServerLoad = async ({ locals }) => ({
  queues: await countQueues(locals.ctx),
  dead: (await listDeadJobs(locals.ctx)).map((job) => ({ ...job, payload: JSON.stringify(job.payload) })),
});

export const actions: Actions = {
  retry: async ({ request, locals }) => {
    const id = String((await request.formData()).get('id') ?? '');
    return { sent: await startJobs(locals.ctx, id === 'all' ? 'all' : numberOf(id)) };
  },
  drop: async ({ request, locals }) => {
    await discardJob(locals.ctx, numberOf(String((await request.formData()).get('id') ?? '')));
    return { dropped: 1 };
  },
};
