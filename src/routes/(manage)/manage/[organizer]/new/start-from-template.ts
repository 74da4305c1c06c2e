/** A new event with what its kind usually begins with. */
import { findTemplate, type TemplateTicket } from '#features/events/event-templates.ts';
import type { NewEventForm } from '#features/events/server/inputs.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { startEvent } from '#features/events/server/start-event.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import { updateRecords } from '#features/records/server/update-records.ts';
import { createHeading } from '#features/tickets/server/create-heading.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { listShop } from '#features/tickets/server/queries.ts';
import { BLANK_TICKET, type TicketValues } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { currencyDigits } from '#platform/money.ts';

/** Makes a draft; one that the same form made a moment ago keeps what it has. @throws as startEvent */
export async function startFromTemplate(ctx: Ctx, organizer: OrganizerScope, input: NewEventForm): Promise<EventScope> {
  const template = findTemplate(input.template);
  const event = await startEvent(ctx, organizer, {
    ...input,
    ...(template && { type: template.type, description: template.description }),
  });
  if (!template || (await listShop(ctx, event)).length > 0) return event;
  const { currency } = await getEventMoney(ctx, event);
  for (const ticket of template.tickets) {
    if ('heading' in ticket) await createHeading(ctx, event, { name: ticket.heading, description: '' });
    else await createTicketType(ctx, event, valuesOf(ticket, currency));
  }
  if (template.sessionTypes.length > 0)
    await updateRecords(ctx, event, 'types', { create: template.sessionTypes.map((type) => ({ ...type })) });
  return event;
}

function valuesOf(ticket: Exclude<TemplateTicket, { heading: string }>, currency: string): TicketValues {
  const { name, description = '' } = ticket;
  if ('price' in ticket)
    return {
      ...BLANK_TICKET,
      name,
      description,
      kind: 'paid',
      priceMinor: ticket.price * 10 ** currencyDigits(currency),
      visibility: 'hidden',
    };
  return { ...BLANK_TICKET, name, description, kind: ticket.kind, quantity: ticket.quantity ?? null };
}
