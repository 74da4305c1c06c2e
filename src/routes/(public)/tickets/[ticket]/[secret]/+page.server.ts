import { systemEventScope } from '#features/events/server/policy.ts';
import { getPasses } from '#features/passes/server/queries.ts';
import { presentPass } from '#features/passes/server/present.ts';
import { checkSheet } from '#features/questions/answer-sheet.ts';
import { getTicketSheet } from '#features/questions/server/queries.ts';
import { hasProgramme } from '#features/schedule/server/queries.ts';
import { authoriseHolder } from '#features/transfers/server/policy.ts';
import { getHeldTicket } from '#features/transfers/server/queries.ts';
import { getRuntime, mailIsKept } from '#platform/runtime.ts';
import { themeCss } from '#platform/theme-css.ts';
import { SECRET_PAGE } from '../../../../secret-page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, getClientAddress, setHeaders }) => {
  setHeaders(SECRET_PAGE);
  const scope = await authoriseHolder(locals.ctx, { ...params, visitor: getClientAddress });
  const held = await getHeldTicket(locals.ctx, scope);
  const { passes } = await getPasses(locals.ctx, scope.order, { held: scope.number });
  const { questions, seats, entries } = await getTicketSheet(locals.ctx, scope.order, scope.number);
  const { problems } = checkSheet(questions, seats, entries);
  return {
    held,
    mailIsKept: mailIsKept(),
    unanswered: held.refusal === null && problems.length > 0,
    address: `/tickets/${params.ticket}/${params.secret}`,
    eventAddress: `${getRuntime().config.url}/e/${held.event.slug}`,
    programme:
      held.page.isPublic && (await hasProgramme(locals.ctx, await systemEventScope(locals.ctx, scope.order.eventId))),
    passes: passes.map(presentPass),
    theme: themeCss(held.event),
  };
};
