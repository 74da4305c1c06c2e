import { countQueues, dropDeadJob, listDeadJobs, retryDeadJobs } from '#platform/jobs/dead-jobs.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
  queues: await countQueues(locals.ctx),
  dead: (await listDeadJobs(locals.ctx)).map((job) => ({ ...job, payload: JSON.stringify(job.payload) })),
});

export const actions: Actions = {
  retry: async ({ request, locals }) => {
    const id = String((await request.formData()).get('id') ?? '');
    return { sent: await retryDeadJobs(locals.ctx, id === 'all' ? 'all' : Number(id)) };
  },
  drop: async ({ request, locals }) => {
    await dropDeadJob(locals.ctx, Number((await request.formData()).get('id')));
    return { dropped: 1 };
  },
};
