import { fail, redirect } from '@sveltejs/kit';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { settingsEntries } from '#features/payments/payment-form.ts';
import { loadPanels } from '#features/payments/server/load-panels.ts';
import { settingsForm } from '#features/payments/server/inputs.ts';
import { getPaymentSettings, listWays } from '#features/payments/server/queries.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import { submitEdit } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, parent }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  const { currency } = await getEventMoney(locals.ctx, scope);
  const { managedEvent, root } = await parent();
  return {
    entries: settingsEntries(await getPaymentSettings(locals.ctx, scope), currency),
    connected: url.searchParams.has('connected'),
    ways: await listWays(locals.ctx, scope, currency),
    panels: await loadPanels(locals.ctx, scope, {
      organizer: params.organizer,
      mayConnect: managedEvent.rights.includes('manage-payouts'),
      next: `${root}/tickets/payment`,
      turnOn: `${root}/tickets/payment?connected`,
      currency,
      locale: locals.locale,
    }),
  };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
    const { currency } = await getEventMoney(ctx, scope);
    const done = await submitEdit(ctx, {
      form: await request.formData(),
      schema: settingsForm(currency),
      lock: (ctx) => lockEvent(ctx, scope),
      current: async (ctx) => settingsEntries(await getPaymentSettings(ctx, scope), currency),
      save: (ctx, settings) => updatePaymentSettings(ctx, scope, settings),
    });
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets`);
  },
};
