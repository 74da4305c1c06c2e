import { answerWithExport, readVariant } from '../../../../serve-event-file.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params, url }) =>
  answerWithExport(locals, params.slug, 'open-event.zip', readVariant(url.searchParams));
