/**
 * The one list of all features that react to something or work in the background. Who reacts to a signal is found from
 * here.
 */
import '#features/accounts/server/jobs.ts';
import '#features/api-keys/server/receivers.ts';
import '#features/changes/server/jobs.ts';
import '#features/changes/server/receivers.ts';
import '#features/connections/server/jobs.ts';
import '#features/edits/server/jobs.ts';
import '#features/events/server/jobs.ts';
import '#features/events/server/receivers.ts';
import '#features/exchange/server/jobs.ts';
import '#features/exchange/server/receivers.ts';
import '#features/invoices/server/jobs.ts';
import '#features/invoices/server/receivers.ts';
// What the copy of an event refers to comes before what refers to it: files, speakers, sessions.
import '#features/media/server/receivers.ts';
import '#features/messages/server/jobs.ts';
import '#features/messages/server/receivers.ts';
import '#features/orders/server/receivers.ts';
import '#features/passes/server/receivers.ts';
import '#features/payments/server/jobs.ts';
import '#features/payments/server/receivers.ts';
import '#features/people/server/receivers.ts';
import '#features/sessions/server/receivers.ts';
import '#features/sponsors/server/receivers.ts';
import '#features/stripe/server/jobs.ts';
// A provider of payments is one feature that registers itself: this line is all that Foyer knows of it.
import '#features/stripe/server/provider.ts';
import '#features/stripe/server/receivers.ts';
import '#features/tickets/server/receivers.ts';
// What refers to ticket types comes after them.
import '#features/prices/server/receivers.ts';
import '#features/waiting/server/jobs.ts';
import '#features/waiting/server/receivers.ts';
import '#features/questions/server/jobs.ts';
import '#features/questions/server/receivers.ts';
import '#features/terms/server/receivers.ts';
import '#features/transfers/server/receivers.ts';
