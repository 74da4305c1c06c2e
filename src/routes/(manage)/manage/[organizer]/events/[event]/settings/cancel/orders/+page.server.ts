import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/load-managed-event.ts';
import { manageRoot } from '#features/events/wizard.ts';
import { PAYMENT_LIMITS } from '#features/payments/payment.ts';
import { cancelAllOrders } from '#features/payments/server/cancel-all-orders.ts';
import { hasPlatformFees } from '#features/payments/server/load-returnable.ts';
import { countValidOrders, findMassCancellation } from '#features/payments/server/queries.ts';
import { checkField, textField } from '#platform/http/form-fields.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { confirmedBy } from '../../confirmed.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-orders');
  const act = await findMassCancellation(locals.ctx, scope);
  return {
    orders: act?.left ?? (await countValidOrders(locals.ctx, scope)),
    act: act ?? null,
    reasonLimit: PAYMENT_LIMITS.reason,
    hasFees: await hasPlatformFees(locals.ctx, scope),
  };
};

export const actions: Actions = {
  begin: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-orders');
    const { name } = await getManagedEvent(locals.ctx, scope);
    const schema = z.object({
      refund: checkField,
      returnsFee: checkField,
      reason: textField(PAYMENT_LIMITS.reason),
      confirm: confirmedBy(name),
    });
    const sent = await submitForm(locals, await request.formData(), schema, (act) =>
      cancelAllOrders(locals.ctx, scope, act),
    );
    if (!sent.ok) return fail(sent.status, sent.state);
    redirect(303, `${manageRoot(params)}/settings/cancel/orders`);
  },
};
