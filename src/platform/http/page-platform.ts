/** What the web entry hands to the page bundle with a request, and what the bundle hands back. */
import type { Actor } from '../ctx.ts';
import type { CachedAnswer } from './page-cache.ts';

export type PagePlatform = {
  auth: { actorOf: (headers: Headers) => Promise<Actor>; handle: (request: Request) => Promise<Response> };
  /**
   * Where seats are asked for: one for the whole process, so that pages and API wait in the same queue. What it is the
   * feature knows.
   */
  queue: object;
  /** Where what the form asks for was refused already: why. What it is the feature knows. */
  refused?: object | undefined;
  /** The OpenAPI document that the API gives under the address of this request. */
  describeApi: () => Promise<object>;
  /**
   * Takes an answer that is finished and the same for everybody: the entry keeps it for anonymous readers and sends it,
   * validated and compressed.
   */
  give: (answer: CachedAnswer) => void;
};
