/** What organisers read of mails: their states, and why one did not go. */
import { NOTICES, type NoticeKind } from './notice.ts';

const STATES: Record<string, string> = {
  waiting: 'queued',
  delayed: 'delayed',
  failed: 'failed',
  sent: 'sent',
  kept: 'kept',
  expired: 'expired',
  withdrawn: 'taken back',
};

export function labelMailState(state: string, fault = ''): string {
  if (state === 'failed' && fault === 'refused') return 'refused';
  return STATES[state] ?? state;
}

const FAULTS: Record<string, string> = {
  unreachable: 'The mail server does not answer. It is tried again by itself.',
  sign_in: 'The mail server does not let us in. Whoever runs this installation has to look at its settings.',
  sender: 'The mail server takes nothing from our address. Whoever runs this installation has to look at its settings.',
  busy: 'The other side asks us to come back later. It is tried again by itself.',
  refused:
    'The other side refused it for good: mostly an address that does not exist. Correct it in the order, then send again.',
  limited:
    'A great many mails went to this address, or were caused from one place. It goes by itself within the hours that follow; send it again to let it go now.',
  given_up: 'It was tried for three days, and given up.',
};

/** Why a mail has not gone, with the way out; '' where it is on its way. */
export function describeFault(fault: string): string {
  return FAULTS[fault] ?? '';
}

const OTHERS: Record<string, string> = { message: 'Message', trial: 'Trial', invitation: 'Invitation' };

export function labelKind(kind: string): string {
  return NOTICES[kind as NoticeKind]?.name ?? OTHERS[kind] ?? '';
}
