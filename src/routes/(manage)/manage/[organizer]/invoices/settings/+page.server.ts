import { fail, redirect } from '@sveltejs/kit';
import { BLANK_INVOICE_SETTINGS, INVOICE_LIMITS, type InvoiceSettings } from '#features/invoices/invoice.ts';
import { invoiceSettingsForm } from '#features/invoices/server/inputs.ts';
import { findInvoiceSettings } from '#features/invoices/server/queries.ts';
import { updateInvoiceSettings } from '#features/invoices/server/update-invoice-settings.ts';
import { lockTeam } from '#features/organizers/server/lock-team.ts';
import { authoriseOrganizer, type OrganizerScope } from '#features/organizers/server/policy.ts';
import { listCountries } from '#features/payments/country.ts';
import type { Ctx } from '#platform/ctx.ts';
import { submitEdit } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

const currentOf = async (ctx: Ctx, scope: OrganizerScope): Promise<InvoiceSettings> =>
  (await findInvoiceSettings(ctx, scope)) ?? BLANK_INVOICE_SETTINGS;

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'manage-payouts');
  return {
    entries: await currentOf(locals.ctx, scope),
    countries: listCountries(locals.locale),
    limits: INVOICE_LIMITS,
  };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseOrganizer(ctx, params.organizer, 'manage-payouts');
    const done = await submitEdit(ctx, {
      form: await request.formData(),
      schema: invoiceSettingsForm,
      lock: (ctx) => lockTeam(ctx, scope),
      current: (ctx) => currentOf(ctx, scope),
      save: (ctx, settings) => updateInvoiceSettings(ctx, scope, settings),
    });
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${scope.slug}/invoices`);
  },
};
