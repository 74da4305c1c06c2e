import { Invalid } from '#platform/errors.ts';
import { countQueues, dropDeadJob, listDeadJobs, retryDeadJobs } from '#platform/jobs/dead-jobs.ts';
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
    return { sent: await retryDeadJobs(locals.ctx, id === 'all' ? 'all' : numberOf(id)) };
  },
  drop: async ({ request, locals }) => {
    await dropDeadJob(locals.ctx, numberOf(String((await request.formData()).get('id') ?? '')));
    return { dropped: 1 };
  },
};
