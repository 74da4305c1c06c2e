/** Adding, changing and removing sponsors by hand. */
import { type EditOutcome, writeEdit } from '#features/edits/server/write-edit.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { SPONSOR } from './kinds.ts';

export type SponsorValues = {
  name: string;
  description: string;
  url: string;
  type: string;
  level: number | null;
  logoId: number | null;
};
export type SponsorsInput = {
  create?: (Partial<SponsorValues> & { name: string })[];
  change?: { number: number; values: Partial<SponsorValues> }[];
  remove?: number[];
};

/** In one step that can be undone. @throws NotFound for an unknown one; Forbidden; Invalid where a name is taken */
export function updateSponsors(ctx: Ctx, scope: EventScope, input: SponsorsInput): Promise<EditOutcome> {
  return writeEdit(ctx, scope, SPONSOR, input);
}
