import { error } from '@sveltejs/kit';
import { makeReference, searchReference } from '#api/reference.ts';
import { listPublicEvents } from '#features/events/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { cutText } from '#platform/fit-text.ts';
import { translator } from '#platform/i18n/translate.ts';
import type { PageServerLoad } from './$types';

const LONGEST_SEARCH = 200;

export const load: PageServerLoad = async ({ locals, platform, url }) => {
  if (!platform) error(503, translator(locals.locale)('apiDocs.unavailable'));
  const words = cutText((url.searchParams.get('q') ?? '').trim(), LONGEST_SEARCH);
  const example = await findExample(locals.ctx);
  const whole = makeReference(await platform.describeApi(), example ? { slug: example } : {});
  if (words === '') locals.shared = { tags: ['events'] };
  return { reference: searchReference(whole, words), words, example };
};

/**
 * The slug of an event that everybody may read: the next to begin, else the last that there was; null where there is
 * none.
 */
async function findExample(ctx: Ctx): Promise<string | null> {
  for (const when of ['upcoming', 'past'] as const) {
    const [event] = await listPublicEvents(ctx, { when, limit: 1 });
    if (event) return event.slug;
  }
  return null;
}
