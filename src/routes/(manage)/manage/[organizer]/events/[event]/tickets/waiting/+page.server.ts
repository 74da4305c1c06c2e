import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { entryForm, waitingListForm } from '#features/waiting/server/inputs.ts';
import { offerEntry } from '#features/waiting/server/offer-entry.ts';
import { countLine, getWaitingList, listEntries } from '#features/waiting/server/queries.ts';
import { removeEntry } from '#features/waiting/server/remove-entry.ts';
import { updateWaitingList } from '#features/waiting/server/update-waiting-list.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { submitEdit, submitForm } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

const entriesOf = ({ isOpen, offerMinutes }: { isOpen: boolean; offerMinutes: number }): Record<string, string> => ({
  ...(isOpen && { isOpen: 'on' }),
  offerHours: String(offerMinutes / 60),
});

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
  const list = await getWaitingList(ctx, scope);
  return { list, entries: entriesOf(list), count: await countLine(ctx, scope), ...(await listEntries(ctx, scope)) };
};

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
    const done = await submitEdit(ctx, {
      form: await request.formData(),
      schema: waitingListForm,
      lock: (ctx) => lockEvent(ctx, scope),
      current: async (ctx) => entriesOf(await getWaitingList(ctx, scope)),
      save: (ctx, { isOpen, offerHours }) =>
        updateWaitingList(ctx, scope, { isOpen, offerMinutes: Math.round(offerHours * 60) }),
    });
    if (!done.ok) return fail(done.status, { form: done.state, problem: '' });
    redirect(303, addressOf(params));
  },
  offer: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
    const done = await submitForm(locals, await request.formData(), entryForm, (entry) =>
      offerEntry(locals.ctx, scope, entry),
    );
    if (!done.ok) return fail(done.status, { form: null, problem: done.state.message });
    redirect(303, addressOf(params));
  },
  remove: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
    const done = await submitForm(locals, await request.formData(), entryForm, (entry) =>
      removeEntry(locals.ctx, scope, entry),
    );
    if (!done.ok) return fail(done.status, { form: null, problem: done.state.message });
    redirect(303, addressOf(params));
  },
};

function addressOf({ organizer, event }: { organizer: string; event: string }): string {
  return `/manage/${organizer}/events/${event}/tickets/waiting`;
}
