/** What is asked of who makes or changes an endpoint besides the right to. */
import { isIP } from 'node:net';
import { requireProof } from '#features/accounts/server/policy.ts';
import { CHANGE_TYPES, type ChangeType, rightOf } from '#features/changes/change.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { noOrganizer, type OrganizerScope, requireRight } from '#features/organizers/server/policy.ts';
import { type Ctx, grantOf } from '#platform/ctx.ts';
import { Invalid, problem } from '#platform/errors.ts';
import { isPublicAddress } from '#platform/http/fetch-public.ts';
import { findConfig } from '#platform/runtime.ts';
import { URL_LENGTH } from '../webhook.ts';

/**
 * People prove who they are before something is sent to a new address, or a secret is shown; a program has its key.
 * @throws Forbidden (`prove_first`) where the proof is too old
 */
export function requireProofOfPeople(ctx: Ctx): void {
  if (grantOf(ctx.actor) === undefined && ctx.actor.kind !== 'system') requireProof(ctx);
}

/**
 * The types, checked: nobody has sent to them what they may not see, such as a program whose key lacks a scope.
 * @throws Invalid for none, or one that there is not; Forbidden for one that is not the actor's to see
 */
export async function requireTypes(
  ctx: Ctx,
  { organizerId, slug }: OrganizerScope,
  types: readonly string[] | null,
): Promise<ChangeType[] | null> {
  if (types?.length === 0 || types?.some((type) => !(CHANGE_TYPES as string[]).includes(type)))
    throw new Invalid('invalid.webhook', [problem('types', 'field.webhook_types')]);
  const chosen = types && CHANGE_TYPES.filter((type) => types.includes(type));
  for (const right of new Set((chosen ?? CHANGE_TYPES).map(rightOf)))
    await requireRight(ctx, { organizerId }, right, noOrganizer(slug));
  return chosen;
}

/** The event's id; null stands for all of them. @throws NotFound where it is not the organizer's */
export async function requireOwnEvent(
  ctx: Ctx,
  { slug }: OrganizerScope,
  event: string | null,
): Promise<number | null> {
  return event === null ? null : (await authoriseEventOf(ctx, { organizer: slug, event }, 'see')).eventId;
}

/** An address to which something may be sent. Where its name leads is checked at each attempt. @throws Invalid */
export function requireUrl(typed: string): string {
  const url = URL.canParse(typed.trim()) ? new URL(typed.trim()) : undefined;
  const webhooksAnywhere = findConfig()?.webhooksAnywhere ?? false;
  const isWeb = url !== undefined && (url.protocol === 'https:' || (webhooksAnywhere && url.protocol === 'http:'));
  if (!isWeb || url.username || url.password || url.href.length > URL_LENGTH)
    throw new Invalid('invalid.webhook', [problem('url', 'field.webhook_url')]);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!webhooksAnywhere && isIP(host) !== 0 && !isPublicAddress(host))
    throw new Invalid('invalid.webhook', [problem('url', 'field.webhook_private')]);
  url.hash = '';
  return url.href;
}
