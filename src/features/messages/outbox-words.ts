/** What organisers read of mails: their states, and why one did not go. */
import type { Translate } from '#platform/i18n/text.ts';
import { isNoticeKind } from './notice.ts';

const STATES = ['waiting', 'delayed', 'failed', 'sent', 'kept', 'expired', 'withdrawn'] as const;

export function labelMailState({ state, fault = '' }: { state: string; fault?: string }, t: Translate): string {
  if (state === 'failed' && fault === 'refused') return t('messages.mailState.refused');
  const known = STATES.find((one) => one === state);
  return known ? t(`messages.mailState.${known}`) : state;
}

const FAULTS = ['unreachable', 'sign_in', 'sender', 'busy', 'refused', 'limited', 'given_up'] as const;

/** Why a mail has not gone, with the way out; '' where it is on its way. */
export function describeFault(fault: string, t: Translate): string {
  const known = FAULTS.find((one) => one === fault);
  return known ? t(`messages.fault.${known}`) : '';
}

const OTHERS = ['message', 'trial', 'invitation'] as const;

export function labelKind(kind: string, t: Translate): string {
  if (isNoticeKind(kind)) return t(`messages.notice.${kind}.name`);
  const other = OTHERS.find((one) => one === kind);
  return other ? t(`messages.kind.${other}`) : '';
}
