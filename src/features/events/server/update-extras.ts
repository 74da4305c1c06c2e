/** What goes with an event: links, the code of conduct, the licence, the call for speakers. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { Call } from '../event.ts';
import { type Copyright, type ExtrasRow, extrasFields } from '../event-form.ts';
import { localField, readTime } from '../event-time.ts';
import { type ExtrasForm, LINK_ROWS } from './inputs.ts';
import { lockEvent } from './lock-event.ts';
import type { EventScope } from './policy.ts';
import { getExtras } from './load-managed-event.ts';
import { updateEvent } from './write-event.ts';

/**
 * Saves the form. Of what it does not show (links beyond its rows, a copyright's logo) nothing is lost; a call that is
 * switched off keeps its words. A change to what is already so writes nothing and announces nothing.
 */
export async function updateExtras(ctx: Ctx, scope: EventScope, input: ExtrasForm): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockEvent(ctx, scope);
    const known = await getExtras(ctx, scope);
    const { website, ticketUrl, email, codeOfConduct } = input;
    const said = {
      website,
      ticketUrl,
      email,
      codeOfConduct,
      socialLinks: linksOf(known, input),
      copyright: copyrightOf(known, input),
      call: callOf(known, input),
    };
    const { call, copyright, socialLinks, ...texts } = said;
    await updateEvent(ctx, scope, {
      ...texts,
      socialLinks: JSON.stringify(socialLinks),
      copyright: copyright && JSON.stringify(copyright),
      callForSpeakers: call && JSON.stringify(call),
    });
    const [before, after] = [known, { ...said, timeZone: known.timeZone }].map((row) =>
      extrasFields(row, LINK_ROWS.length),
    );
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      eventId: scope.eventId,
      action: 'event.update',
      subject: `event ${scope.slug}: extras`,
      before: before ?? null,
      after: after ?? null,
    });
  });
}

function linksOf(known: ExtrasRow, input: ExtrasForm): ExtrasRow['socialLinks'] {
  const rows = LINK_ROWS.map((row) => ({ title: input[`linkTitle${row}`], url: input[`linkUrl${row}`] }));
  return [...rows.filter(({ url }) => url !== ''), ...known.socialLinks.slice(LINK_ROWS.length)];
}

function copyrightOf({ copyright }: ExtrasRow, input: ExtrasForm): Copyright | null {
  const said = {
    holder: input.copyrightHolder,
    year: input.copyrightYear,
    licence: input.licence,
    licenceUrl: input.licenceUrl,
  };
  if (!copyright && Object.values(said).every((text) => text === '')) return null;
  return { holderUrl: '', logo: '', ...copyright, ...said };
}

function callOf({ call, timeZone }: ExtrasRow, input: ExtrasForm): Call | null {
  const at = (field: string | null, was: number | null | undefined): number | null => {
    if (field === null) return null;
    return typeof was === 'number' && localField(was, timeZone) === field
      ? was
      : (readTime(field, timeZone)?.at ?? null);
  };
  const said = {
    announcement: input.callAnnouncement,
    startsAt: at(input.callStarts, call?.startsAt),
    endsAt: at(input.callEnds, call?.endsAt),
  };
  if (input.call) return said;
  return said.announcement === '' ? null : { ...said, off: true };
}
