/** What edits by hand need to know of the records of this feature. */
import type { RecordKind } from '#features/edits/server/load-images.ts';
import { TICKET_LIMITS } from '../ticket.ts';
import { ticketsModified } from './signals.ts';

export const ACCESS_CODE: RecordKind = {
  noun: 'access code',
  plural: 'access codes',
  table: 'accessCodes',
  recordedAs: 'access-code',
  title: 'code',
  rights: { edit: 'edit-tickets', whole: 'edit-tickets', remove: 'delete-tickets' },
  most: TICKET_LIMITS.codesPerEvent,
  unique: true,
  secret: ['code'],
  list: {
    name: 'type_ids',
    table: 'accessCodeTicketTypes',
    owner: 'access_code_id',
    item: 'ticket_type_id',
    set: true,
  },
  refs: { type_ids: { table: 'ticketTypes', says: 'types' } },
  announce: (ctx, eventId) => ticketsModified.announce(ctx, 'tickets', { eventId }),
};
