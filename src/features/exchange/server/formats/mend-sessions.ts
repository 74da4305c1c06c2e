import { lengthMinutes } from '#features/sessions/session.ts';
import { dropFarTimes } from './collect-remarks.ts';
import type { Remarks } from './collect-remarks.ts';
import type { GatheredSession } from './gather-sessions.ts';

/** What a session lasts where nothing says how long, in minutes. */
const USUAL_MINUTES = 30;
const MINUTE = 60_000;

/**
 * Gives every session that starts an end after its start: the one it has, else its duration, else the length of its
 * type, else half an hour. Whatever is more than adding a duration is remarked. `lengthOfType` is in minutes.
 */
export function mendSessionTimes(
  sessions: GatheredSession[],
  lengthOfType: (key: string) => number | null | undefined,
  remarks: Remarks,
): void {
  for (const session of sessions) {
    const { said } = session;
    if (said.startsAt == null) clearEnd(session, remarks);
    else if (said.endsAt == null || said.endsAt <= said.startsAt) giveEnd(session, lengthOfType, remarks);
  }
}

function clearEnd({ said, element }: GatheredSession, remarks: Remarks): void {
  if (said.endsAt == null) return;
  said.endsAt = null;
  remarks.mend(element, 'end_without_start');
}

function giveEnd(
  { said, element, minutes }: GatheredSession,
  lengthOfType: (key: string) => number | null | undefined,
  remarks: Remarks,
): void {
  const start = said.startsAt ?? 0;
  const own = minutes && minutes > 0 ? minutes : undefined;
  const ofType = said.type ? (lengthOfType(said.type) ?? undefined) : undefined;
  const chosen = own ?? ofType ?? USUAL_MINUTES;
  const gap = said.endsAt == null ? 0 : lengthMinutes({ startsAt: start, endsAt: said.endsAt });
  const fault = said.endsAt == null ? 'no_end' : gap === 0 ? 'zero_length' : 'ends_early';
  const basis = own ? 'own' : ofType ? 'type' : 'usual';
  if (said.endsAt != null || !own) remarks.mend(element, `${fault}_${basis}`, { count: chosen });
  said.endsAt = start + chosen * MINUTE;
  dropFarTimes(said, element, remarks);
}
