import { listPublicSpeakers } from '#features/people/server/queries.ts';
import { getPublicSession } from '#features/sessions/server/queries.ts';
import { showMarkup, showWords } from '#platform/show-markup.ts';
import { trackTints } from '../../../../../track-tints.ts';
import { openEvent } from '../../open-event.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent }) => {
  const { event, theme } = await parent();
  const { ctx } = locals;
  const scope = await openEvent({ locals, params });
  const {
    abstract,
    description,
    speakerNumbers,
    updatedAt: _updatedAt,
    ...session
  } = await getPublicSession(ctx, scope, params.number);
  const speakers = await listPublicSpeakers(ctx, scope, speakerNumbers);
  const byNumber = new Map(speakers.map((speaker) => [speaker.number, speaker]));
  return {
    session: {
      ...session,
      abstractHtml: (await Promise.all([abstract, description === abstract ? '' : description].map(showMarkup)))
        .filter(Boolean)
        .join('\n'),
      speakers: speakerNumbers.flatMap((number) => byNumber.get(number) ?? []),
    },
    summary: await showWords(abstract || description, 200),
    now: ctx.now,
    theme: session.track ? theme + trackTints([session.track], event.hue) : theme,
  };
};
