/**
 * The pages that people see at Stripe: paying, confirming with the bank, completing an account. Each works without
 * scripts.
 */
import { type Account, setAccountStatus } from './accounts.ts';
import { payOnPage, type Session, successAddress } from './checkout.ts';
import { words } from './currencies.ts';
import { happened } from './events.ts';
import { escapeMarkup, page } from './page.ts';
import { failAuthentication, type Intent, pay } from './payments.ts';
import { get, now, ownerOf, type World } from './world.ts';

export type Shown = { status: number; html: string } | { location: string };

const CARDS = ['good', 'declined', 'insufficient_funds', 'authenticate'] as const;

/** Undefined where no page has this address. */
export function hostedPage(world: World, method: string, pathname: string, form: URLSearchParams): Shown | undefined {
  const [, kind, ...rest] = pathname.split('/');
  if (kind === 'c' && rest[0] === 'pay') return paymentPage(world, method, rest[1] ?? '', rest[2], form);
  if (kind === '3d_secure') return bankPage(world, method, rest[0] ?? '', form);
  if (kind === 'setup') return setupPage(world, method, rest[2] ?? '', form);
  if (kind === 'receipts')
    return { status: 200, html: page('Receipt', `<p>Charge ${escapeMarkup(rest[0] ?? '')}.</p>`) };
  return undefined;
}

function paymentPage(world: World, method: string, id: string, step: string | undefined, form: URLSearchParams): Shown {
  const account = ownerOf(world, id);
  if (!account?.startsWith('acct_') || !id.startsWith('cs_'))
    return { status: 404, html: page('Nothing is here', '<p>This payment page does not exist.</p>') };
  const session = get<Session>(world, account, 'checkout.session', id);
  if (session.status === 'complete')
    return method === 'POST'
      ? { location: successAddress(session) }
      : {
          status: 200,
          html: page(
            'This is paid',
            `<p>You have paid already.</p><p><a href="${escapeMarkup(successAddress(session))}">Back to Foyer</a></p>`,
          ),
        };
  if (session.status === 'expired')
    return {
      status: 410,
      html: page('This page is over', '<p>The time for this payment is over. Start again where you came from.</p>'),
    };
  if (method === 'POST') return decide(world, account, session, form);
  return step === 'confirm'
    ? { status: 200, html: page('Your bank asks', confirmForm(session)) }
    : { status: 200, html: page('Pay with test money', payForm(world, session, '')) };
}

function decide(world: World, account: string, session: Session, form: URLSearchParams): Shown {
  const choice = form.get('decision') ?? '';
  if (choice === 'abandon') return { location: session.cancel_url };
  const email = form.get('email') || undefined;
  if (choice === 'refuse') {
    payOnPage(world, account, session.id, 'refused', email);
    return {
      status: 402,
      html: page(
        'Pay with test money',
        payForm(world, session, 'Your bank did not confirm the payment. Nothing was charged.'),
      ),
    };
  }
  const card = choice === 'confirm' ? 'good' : CARDS.find((one) => one === choice);
  if (!card)
    return { status: 400, html: page('Pay with test money', payForm(world, session, 'Choose one of the buttons.')) };
  const { charge } = payOnPage(world, account, session.id, card, email);
  if (card === 'authenticate') return { location: `${world.origin}/c/pay/${session.id}/confirm` };
  if (charge?.status === 'failed')
    return { status: 402, html: page('Pay with test money', payForm(world, session, charge.failure_message ?? '')) };
  return { location: successAddress(session) };
}

function payForm(world: World, session: Session, fault: string): string {
  const items = (world.sessions.get(session.id)?.lineItems ?? []) as {
    description: string;
    quantity: number;
    amount_total: number;
    currency: string;
  }[];
  const rows = items
    .map(
      (item) =>
        `<div><dt>${item.quantity} × ${escapeMarkup(item.description)}</dt><dd>${words(item.amount_total, item.currency)}</dd></div>`,
    )
    .join('');
  return `<p class="sum">${words(session.amount_total, session.currency)}</p><dl>${rows}</dl>
${fault ? `<p class="fault" role="alert">${escapeMarkup(fault)}</p>` : ''}
<form method="post" action="/c/pay/${session.id}">
<p><label>E-mail address<br><input type="email" name="email" autocomplete="email" value="${escapeMarkup(session.customer_email ?? '')}"></label></p>
<button name="decision" value="good">Pay ${words(session.amount_total, session.currency)}</button>
<button class="second" name="decision" value="authenticate">Pay with a card the bank checks</button>
<button class="second" name="decision" value="declined">Pay with a card that is declined</button>
<button class="second" name="decision" value="abandon">Go back without paying</button></form>`;
}

function confirmForm(session: Session): string {
  return `<p>Your bank wants to know whether you are paying ${words(session.amount_total, session.currency)}.</p>
<form method="post" action="/c/pay/${session.id}"><button name="decision" value="confirm">Confirm the payment</button>
<button class="second" name="decision" value="refuse">Refuse it</button></form>`;
}

/** For payment intents without a session. */
function bankPage(world: World, method: string, id: string, form: URLSearchParams): Shown {
  const account = ownerOf(world, id);
  if (!account || !id.startsWith('pi_'))
    return { status: 404, html: page('Nothing is here', '<p>There is nothing to confirm.</p>') };
  const intent = get<Intent>(world, account, 'payment_intent', id);
  if (intent.status !== 'requires_action')
    return { status: 410, html: page('This is over', '<p>There is nothing left to confirm.</p>') };
  if (method !== 'POST') {
    return {
      status: 200,
      html: page(
        'Your bank asks',
        `<p>Are you paying ${words(intent.amount, intent.currency)}?</p><form method="post"><button name="decision" value="confirm">Confirm the payment</button><button class="second" name="decision" value="refuse">Refuse it</button></form>`,
      ),
    };
  }
  const back = (intent.next_action as { redirect_to_url: { return_url: string | null } } | null)?.redirect_to_url
    .return_url;
  const confirmed = form.get('decision') === 'confirm';
  if (confirmed) pay(world, account, intent, 'good');
  else failAuthentication(world, account, intent);
  if (!back) return { status: 200, html: page('Done', '<p>You can close this page.</p>') };
  const to = new URL(back);
  to.searchParams.set('payment_intent', id);
  to.searchParams.set('redirect_status', confirmed ? 'succeeded' : 'failed');
  return { location: to.href };
}

/** Links count once and for five minutes; afterwards they lead to the refresh address. */
function setupPage(world: World, method: string, token: string, form: URLSearchParams): Shown {
  const link = world.links.get(token);
  if (!link) return { status: 404, html: page('Nothing is here', '<p>This link does not exist.</p>') };
  if (method !== 'POST' && (link.used || link.expiresAt <= now(world))) return { location: link.refreshUrl };
  link.used = true;
  const account = get<Account>(world, link.account, 'account', link.account);
  if (method !== 'POST') {
    return {
      status: 200,
      html: page(
        'Complete your account',
        `<p>Stripe would ask who you are and where your money goes. Here a button is enough.</p>
<form method="post"><button name="decision" value="finish">Finish</button><button class="second" name="decision" value="review">Finish, and wait for a review</button>
<button class="second" name="decision" value="leave">Leave for now</button></form><p class="soft">Account ${escapeMarkup(account.id)}</p>`,
      ),
    };
  }
  if (form.get('decision') === 'finish') setAccountStatus(world, account.id, 'complete');
  else if (form.get('decision') === 'review') setAccountStatus(world, account.id, 'pending');
  else happened(world, account.id, 'account.updated', account);
  return { location: link.returnUrl };
}
