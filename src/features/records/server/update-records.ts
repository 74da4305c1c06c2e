/** Handing an organiser's changes to the feature that owns the record. */
import { restoreEdit } from '#features/edits/server/restore-edit.ts';
import type { EditInput, EditOutcome } from '#features/edits/server/write-edit.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { SPEAKER } from '#features/people/server/kinds.ts';
import { type SpeakersInput, updateSpeakers } from '#features/people/server/write-speakers.ts';
import { DISCOUNT_CODE, FEE, TAX_RATE } from '#features/prices/server/kinds.ts';
import { type DiscountCodesInput, updateDiscountCodes } from '#features/prices/server/update-discount-codes.ts';
import { type FeesInput, updateFees } from '#features/prices/server/update-fees.ts';
import { type TaxRatesInput, updateTaxRates } from '#features/prices/server/update-tax-rates.ts';
import { ROOM, SESSION, SESSION_TYPE, TRACK } from '#features/sessions/server/kinds.ts';
import { type RoomsInput, updateRooms } from '#features/sessions/server/update-records.ts';
import { type SessionTypesInput, updateSessionTypes } from '#features/sessions/server/update-records.ts';
import { type TracksInput, updateTracks } from '#features/sessions/server/update-records.ts';
import { type SessionsInput, updateSessions } from '#features/sessions/server/update-sessions.ts';
import { SPONSOR } from '#features/sponsors/server/kinds.ts';
import { type SponsorsInput, updateSponsors } from '#features/sponsors/server/write-sponsors.ts';
import { ACCESS_CODE } from '#features/tickets/server/kinds.ts';
import { type AccessCodesInput, updateAccessCodes } from '#features/tickets/server/update-access-codes.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Noun } from '../nouns.ts';

/** Values as `recordSchema` gives them. */
export type RecordsInput = EditInput<Record<string, unknown>>;

/**
 * In one step that can be undone. The schema of the noun has checked the values; rights and references are checked
 * where they are written.
 */
export function updateRecords(ctx: Ctx, scope: EventScope, noun: Noun, input: RecordsInput): Promise<EditOutcome> {
  switch (noun) {
    case 'sessions':
      return updateSessions(ctx, scope, input as SessionsInput);
    case 'speakers':
      return updateSpeakers(ctx, scope, input as SpeakersInput);
    case 'rooms':
      return updateRooms(ctx, scope, input as unknown as RoomsInput);
    case 'tracks':
      return updateTracks(ctx, scope, input as unknown as TracksInput);
    case 'types':
      return updateSessionTypes(ctx, scope, input as unknown as SessionTypesInput);
    case 'sponsors':
      return updateSponsors(ctx, scope, input as SponsorsInput);
    case 'codes':
      return updateAccessCodes(ctx, scope, input as unknown as AccessCodesInput);
    case 'discounts':
      return updateDiscountCodes(ctx, scope, input as unknown as DiscountCodesInput);
    case 'taxes':
      return updateTaxRates(ctx, scope, input as unknown as TaxRatesInput);
    case 'fees':
      return updateFees(ctx, scope, input as unknown as FeesInput);
  }
}

/** Everything whose edits can be undone. */
const KINDS = [SESSION, SPEAKER, ROOM, TRACK, SESSION_TYPE, SPONSOR, ACCESS_CODE, DISCOUNT_CODE, TAX_RATE, FEE];

/** Undoes an edit of the actor's own. @throws NotFound for any other; Conflict where it is too late; Forbidden */
export function restoreRecords(ctx: Ctx, scope: EventScope, editId: string): Promise<void> {
  return restoreEdit(ctx, scope, KINDS, editId);
}
