import type { OpenAPIObject } from 'openapi3-ts/oas31';
import type { Auth } from '#features/accounts/server/auth.ts';
import type { ManagedEventFace } from '#features/events/event-face.ts';
import type { Refused } from '#features/orders/server/holding/reserve.ts';
import type { ReservationQueue } from '#features/orders/server/holding/start-queue.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { OpenedOrder } from '#features/orders/server/open-order.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { PagePlatform } from '#platform/http/page-platform.ts';
import type { Confirmation } from './routes/confirm-post.ts';
import type { Locale } from '#platform/i18n/translate.ts';

declare global {
  namespace App {
    interface Locals {
      /** The context of this request: its actor, its language. */
      ctx: Ctx;
      locale: Locale;
      /** The event whose public page this is. */
      event?: Promise<EventScope>;
      /** The order whose page this is. */
      order?: Promise<OpenedOrder>;
      /** What this page says of the form that led here. */
      said?: Confirmation | undefined;
      /** Set by a page whose answer is the same for everybody: what it depends on. */
      shared?: { tags: string[]; lastModified?: number; ttlMs?: number };
    }
    interface Platform extends PagePlatform {
      auth: Auth;
      queue: ReservationQueue;
      refused?: Refused | undefined;
      describeApi: () => Promise<OpenAPIObject>;
    }
    interface Error {
      message: string;
      /** What kind of error of ours it is. */
      code?: string;
    }
    interface PageData {
      locale: Locale;
      said?: Confirmation | null;
      /** Who is signed in; null for everybody who shares this page with others. */
      visitor?: { name: string } | null;
      /** Set on the organiser's pages of one event. */
      managedEvent?: ManagedEventFace;
      /** Style of the page's hue, and of the tracks that it names. */
      theme?: string;
    }
  }
}
