/** What is written to people is written in the background. */
import { defineJob } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { SEND_MOVE_QUEUE, sendMove } from './send-event-notice.ts';
import { sendMessage } from './send-message.ts';
import { type KeptNotice, POST_NOTICE_QUEUE, postNotice } from './send-notice.ts';
import { SEND_REMINDERS_QUEUE, sendAllReminders, sendReminders } from './send-reminders.ts';
import { SEND_MESSAGE_QUEUE } from './write-message.ts';

defineJob<KeptNotice>(POST_NOTICE_QUEUE, postNotice);
defineJob<{ messageId: number }>(SEND_MESSAGE_QUEUE, (ctx, { messageId }) => sendMessage(ctx, messageId));
defineJob<{ eventId: number }>(SEND_MOVE_QUEUE, (ctx, { eventId }) => sendMove(ctx, eventId));
defineJob<{ eventId: number }>(SEND_REMINDERS_QUEUE, (ctx, { eventId }) => sendReminders(ctx, eventId));

defineJob('find_reminders', sendAllReminders);
scheduleDaily('find_reminders', { hour: 0, minute: 20 });
