import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { fixedText, percentWords, readFee, describeFee } from '#features/stripe/platform-fee.ts';
import { listFees, usualFee } from '#features/stripe/server/load-fee.ts';
import { updateFee } from '#features/stripe/server/update-fee.ts';
import { listOwnOrganizers } from '#features/organizers/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { textField } from '#platform/http/form-fields.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Actions, PageServerLoad } from './$types';

/** The layout's load refuses pages only; forms do not wait for it. */
function requireAdministrator({ actor }: Ctx): void {
  if (actor.kind !== 'user' || !actor.administrator) throw new NotFound('not_found.page');
}

export const load: PageServerLoad = async ({ locals, url }) => {
  requireAdministrator(locals.ctx);
  const fees = (await listFees(locals.ctx)).map(({ slug, name, fee }) => ({
    slug,
    name,
    said: describeFee(fee, locals.locale),
  }));
  const organizer = url.searchParams.get('organizer') ?? '';
  const known = (await listFees(locals.ctx)).find(({ slug }) => slug === organizer);
  return {
    usual: describeFee(usualFee(), locals.locale),
    takesCards: getRuntime().config.stripe !== undefined,
    fees,
    organizers: (await listOwnOrganizers(locals.ctx)).map(({ slug, name }) => ({
      value: slug,
      label: `${name} (${slug})`,
    })),
    entries: {
      organizer,
      percent: known ? percentWords(known.fee) : '',
      fixed: known ? fixedText(known.fee.fixed) : '',
    },
    saved: url.searchParams.has('saved'),
  };
};

const feeForm = z
  .object({
    organizer: textField(80, { required: 'field.own_organizer' }),
    percent: textField(10),
    fixed: textField(300),
  })
  .transform(({ organizer, ...typed }, context) => {
    const read = readFee(typed);
    if ('fee' in read) return { organizer: organizer.replace(/^.*\/o\//, ''), fee: read.fee };
    for (const { where, code } of read.problems) context.addIssue({ code: 'custom', path: [where], message: code });
    return z.NEVER;
  });

const slugForm = z.object({ organizer: textField(80, { required: 'field.which_organizer' }) });

export const actions: Actions = {
  set: async ({ request, locals }) => {
    requireAdministrator(locals.ctx);
    const sent = await submitForm(locals, await request.formData(), feeForm, (values) => updateFee(locals.ctx, values));
    if (!sent.ok) return fail(sent.status, sent.state);
    redirect(303, '/admin/fees?saved');
  },
  usual: async ({ request, locals }) => {
    requireAdministrator(locals.ctx);
    const sent = await submitForm(locals, await request.formData(), slugForm, ({ organizer }) =>
      updateFee(locals.ctx, { organizer, fee: 'usual' }),
    );
    if (!sent.ok) return fail(sent.status, sent.state);
    redirect(303, '/admin/fees?saved');
  },
};
