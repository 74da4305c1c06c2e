import { fail, redirect } from '@sveltejs/kit';
import { safePath } from '#features/accounts/next-path.ts';
import { authoriseOrganizer, type OrganizerScope } from '#features/organizers/server/policy.ts';
import { listCountries } from '#features/payments/country.ts';
import { beginConnect } from '#features/stripe/server/begin-connect.ts';
import { beginOnboarding } from '#features/stripe/server/begin-onboarding.ts';
import { createAccount } from '#features/stripe/server/create-account.ts';
import { countryForm } from '#features/stripe/server/create-account.ts';
import { countOnTheWay, findCardPayments } from '#features/stripe/server/queries.ts';
import { refreshOwnAccount } from '#features/stripe/server/refresh-own-account.ts';
import { FoyerError, wordError } from '#platform/errors.ts';
import { translator } from '#platform/i18n/translate.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { getRuntime } from '#platform/runtime.ts';
import { stripeCookie } from '../../../../../(account)/stripe/stripe-cookie.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const here = ({ slug }: OrganizerScope): string => `/manage/${slug}/settings/payments`;

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'manage-payouts');
  const cards = await findCardPayments(locals.ctx, scope);
  const said = ['connected', 'returned', 'again', 'waiting', 'gone'].find((name) => url.searchParams.has(name)) ?? '';
  const onTheWay = cards.connection?.isLettingGo ? await countOnTheWay(locals.ctx, cards.connection) : 0;
  return { cards, said, onTheWay, countries: cards.way === 'accounts' ? listCountries(locals.locale) : [] };
};

/** What a form says where the installation takes no card payments. */
const noCards = ({ locals }: RequestEvent): string => translator(locals.locale)('stripe.settings.off');

/** What leads to Stripe: a form may not lead to another site, so the page itself does. */
async function lead(event: RequestEvent, find: (scope: OrganizerScope) => Promise<string>) {
  const scope = await authoriseOrganizer(event.locals.ctx, event.params.organizer, 'manage-payouts');
  if (!getRuntime().config.stripe) return fail(409, { leaving: '', problem: noCards(event) });
  try {
    return { leaving: await find(scope), problem: '' };
  } catch (error) {
    if (!(error instanceof FoyerError)) throw error;
    if (error.status >= 500)
      event.locals.ctx.log.warn({ err: error, organizer: scope.slug }, 'nobody was led to Stripe');
    return fail(error.status, { leaving: '', problem: wordError(error, event.locals.locale) });
  }
}

/** The page at Stripe on which the account is completed. */
function onboard(event: RequestEvent): (scope: OrganizerScope) => Promise<string> {
  return (scope) => {
    const base = `${getRuntime().config.url}${here(scope)}`;
    return beginOnboarding(event.locals.ctx, scope, {
      returnUrl: `${base}/return`,
      refreshUrl: `${base}?again`,
      client: event.getClientAddress(),
    });
  };
}

export const actions: Actions = {
  connect: async (event) => {
    const form = await event.request.formData();
    return lead(event, async (scope) => {
      const next = safePath(String(form.get('next') ?? ''), here(scope));
      const { address, browser } = await beginConnect(event.locals.ctx, scope, {
        next,
        client: event.getClientAddress(),
        callback: `${getRuntime().config.url}/stripe/callback`,
      });
      stripeCookie.give(event.cookies, browser);
      return address;
    });
  },
  create: async (event) => {
    const { ctx } = event.locals;
    const scope = await authoriseOrganizer(ctx, event.params.organizer, 'manage-payouts');
    if (!getRuntime().config.stripe) return fail(409, { leaving: '', problem: noCards(event) });
    const done = await submitForm(ctx, await event.request.formData(), countryForm, ({ country }) =>
      createAccount(ctx, scope, { country, client: event.getClientAddress() }),
    );
    if (!done.ok) return fail(done.status, { leaving: '', problem: '', create: done.state });
    return lead(event, onboard(event));
  },
  complete: (event) => lead(event, onboard(event)),
  refresh: async (event) => {
    const { ctx } = event.locals;
    const scope = await authoriseOrganizer(ctx, event.params.organizer, 'manage-payouts');
    const answered = await refreshOwnAccount(ctx, scope);
    redirect(303, `${here(scope)}${answered ? '' : '?waiting'}`);
  },
};
