import { cutText } from '#platform/fit-text.ts';
import { countMails, hurryMails, listMails, MAIL_STATES } from '#platform/mail/outbox.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const asked = url.searchParams.get('state');
  const state = MAIL_STATES.find((known) => known === asked);
  const q = cutText((url.searchParams.get('q') ?? '').trim(), 200);
  const from = url.searchParams.get('before') ?? '';
  const before = /^\d{1,15}$/.test(from) ? Number(from) : undefined;
  return {
    states: MAIL_STATES,
    ...(await listMails(locals.ctx, { state, q, before })),
    counts: await countMails(locals.ctx),
    state: state ?? null,
    q,
    isFirst: before === undefined,
  };
};

export const actions: Actions = {
  hurry: async ({ locals }) => ({ hurried: await hurryMails(locals.ctx) }),
};
