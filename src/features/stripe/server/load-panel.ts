/** How an organizer stands to card payments, on the pages on which an event's payment methods are chosen. */
import type { AccountPanel, PanelBlock, PanelQuestion } from '#features/payments/provider.ts';
import type { Ctx } from '#platform/ctx.ts';
import { feeSentence } from '../platform-fee.ts';
import { type CardPayments, findCardPayments } from './queries.ts';

const CONNECTED = {
  title: 'The Stripe account is connected',
  left: 'Cards are still to be turned on for this event.',
  turnOn: 'Turn cards on',
  ticked: 'Cards are ticked below. Save to take them for this event.',
} as const;

export async function loadPanel(ctx: Ctx, question: PanelQuestion): Promise<AccountPanel> {
  const cards = await findCardPayments(ctx, question);
  return {
    title: 'Card payments',
    isConnected: cards.connection !== null,
    connected: CONNECTED,
    blocks: cards.way === null ? OFF : cards.connection ? connectedBlocks(cards, question) : newBlocks(cards, question),
  };
}

const words = (...parts: (string | { code: string })[]): PanelBlock => ({ kind: 'words', parts });

const OFF: PanelBlock[] = [
  words(
    'This installation takes no card payments. Its operator turns them on with an account at Stripe (',
    { code: 'STRIPE_SECRET_KEY' },
    '), or with ',
    { code: 'STRIPE_TEST_MONEY=yes' },
    ' to try them: nobody is charged then.',
  ),
];

const pageOf = ({ organizer }: PanelQuestion): string => `/manage/${organizer}/settings/payments`;

function newBlocks({ fee, way }: CardPayments, question: PanelQuestion): PanelBlock[] {
  const { mayConnect, next, locale, currency } = question;
  const base = pageOf(question);
  const others = mayConnect ? '' : ' An owner or organizer of the team can connect one.';
  const connect: PanelBlock =
    way === 'oauth'
      ? { kind: 'form', action: `${base}?/connect`, next, button: 'Connect with Stripe' }
      : { kind: 'link', text: 'Set up with Stripe', href: base };
  return [
    words(feeSentence(fee, locale, currency)),
    words(`Cards and wallets, on Stripe’s page: the money goes straight to your own Stripe account.${others}`),
    ...(mayConnect ? [connect] : []),
  ];
}

function connectedBlocks({ connection, live, hindrance, fee }: CardPayments, question: PanelQuestion): PanelBlock[] {
  const { mayConnect, isOn, turnOn, locale, currency } = question;
  const account = connection?.name || connection?.account;
  const test = live ? '' : ' This is test money: nobody is charged.';
  const off = [
    words(`Connected: ${account}, by Stripe. Cards are not on for this event yet.${test}`),
    { kind: 'link', text: CONNECTED.turnOn, href: turnOn } as const,
  ];
  const state = hindrance ? [words(hindrance)] : isOn ? [words(`Paid to ${account}, by Stripe.${test}`)] : off;
  const link = hindrance ? 'See what is missing' : 'See the Stripe account';
  return [
    ...state,
    words(feeSentence(fee, locale, currency)),
    ...(mayConnect ? [{ kind: 'link', text: link, href: pageOf(question) } as const] : []),
  ];
}
