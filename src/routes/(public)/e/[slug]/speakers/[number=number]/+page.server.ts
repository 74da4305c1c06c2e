import { getPublicSpeaker } from '#features/people/server/queries.ts';
import { getProgramme } from '#features/schedule/server/queries.ts';
import { showMarkup, showWords } from '#platform/show-markup.ts';
import { trackTints } from '../../../../../track-tints.ts';
import { openEvent } from '../../open-event.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent }) => {
  const { event, theme } = await parent();
  const { ctx } = locals;
  const scope = await openEvent({ locals, params });
  const number = params.number;
  const { biography, shortBiography, ...speaker } = await getPublicSpeaker(ctx, scope, number);
  const programme = await getProgramme(ctx, scope);
  const text = biography || shortBiography;
  return {
    speaker: {
      ...speaker,
      biographyHtml: await showMarkup(text),
      links: speaker.links.filter((link) => /^https?:\/\//.test(link.url)),
      website: /^https?:\/\//.test(speaker.website) ? speaker.website : '',
      sessions: programme.sessions.filter((session) => session.speakers.some((other) => other.number === number)),
    },
    summary: await showWords(text, 200),
    now: ctx.now,
    theme: theme + trackTints(programme.tracks, event.hue),
  };
};
