import { answerWithCalendar } from '../../../../serve-event-file.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params }) => answerWithCalendar(locals, params.slug, null);
