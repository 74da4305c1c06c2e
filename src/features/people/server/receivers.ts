/** How the people feature reacts: speakers hear when their event is off or on again, and come along into a copy. */
import { addRowsToExport } from '#features/accounts/server/export-account.ts';
import { eventCancelled, eventCopied, eventReinstated } from '#features/events/server/signals.ts';
import { copySpeakers } from './copy-speakers.ts';
import { exportOwnSpeakers } from './export-own-speakers.ts';
import { cancellationLetter, reinstatementLetter } from './mails.ts';
import { sendEventNotice } from './send-event-notice.ts';

eventCancelled.now('tell_speakers_cancelled', (ctx, { eventId }) =>
  sendEventNotice(ctx, eventId, 'event-cancelled', cancellationLetter),
);
eventReinstated.now('tell_speakers_reinstated', (ctx, { eventId }) =>
  sendEventNotice(ctx, eventId, 'event-reinstated', reinstatementLetter),
);

eventCopied.now('copy_speakers', async (ctx, copy) => {
  if (copy.parts.includes('sessions')) await copySpeakers(ctx, copy);
});

addRowsToExport('speakers', exportOwnSpeakers);
