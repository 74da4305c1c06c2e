/** What the web entry hands to the page bundle with a request, and what the bundle hands back. */
import type { Actor } from '../ctx.ts';
import type { CachedAnswer } from './page-cache.ts';

export type PagePlatform = {
  auth: { actorOf: (headers: Headers) => Promise<Actor> };
  /** Set by the pages' hook when the answer is one for everybody: the entry then sends it, validated and compressed. */
  answer?: CachedAnswer;
};
