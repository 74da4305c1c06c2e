import { phaseOf } from '#features/dashboard/dashboard.ts';
import { getEventDashboard } from '#features/dashboard/server/queries.ts';
import { startAgain } from '#features/dashboard/server/start-again.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { loadSales } from '#features/orders/server/load-sales.ts';
import { checkQuotas } from '#features/orders/server/queries.ts';
import { checkSale } from '#features/payments/server/check-sale.ts';
import { countTasks } from '#features/payments/server/load-money.ts';
import { listRights } from '#features/organizers/server/policy.ts';
import { explainError } from '#platform/explain-error.ts';
import type { Actions, PageServerLoad } from './$types';

/** As many next steps as one takes in. */
const STEPS = 5;

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'see');
  const rights = await listRights(ctx, scope);
  const edit = rights.includes('edit');
  const dashboard = await getEventDashboard(ctx, scope, { history: rights.includes('see-history'), edit });
  const missing = edit ? (await checkSale(ctx, scope)).filter(({ done }) => !done) : [];
  const orders = rights.includes('see-orders');
  return {
    sales: orders ? await loadSales(ctx, scope) : null,
    // Told to those who can do something about it.
    money: rights.includes('edit-orders') ? await countTasks(ctx, scope) : null,
    quotas: orders ? await checkQuotas(ctx, scope) : [],
    ...phaseOf(dashboard, ctx.now),
    dashboard: {
      ...dashboard,
      failedWork: dashboard.failedWork.map((work) => ({ ...work, meaning: explainError(work.words) })),
      troubledMails: dashboard.troubledMails.map((mail) => ({ ...mail, meaning: explainError(mail.words) })),
    },
    blocking: missing.filter(({ required }) => required).length,
    steps: missing.slice(0, STEPS),
    now: ctx.now,
  };
};

export const actions: Actions = {
  again: async ({ locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit');
    return { begun: await startAgain(locals.ctx, scope) };
  },
};
