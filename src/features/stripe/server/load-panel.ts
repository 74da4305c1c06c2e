/** How an organizer stands to card payments, on the pages on which an event's payment methods are chosen. */
import type { AccountPanel, PanelBlock, PanelQuestion } from '#features/payments/provider.ts';
import type { Ctx } from '#platform/ctx.ts';
import { translator } from '#platform/i18n/translate.ts';
import { feeSentence } from '../platform-fee.ts';
import { type CardPayments, findCardPayments } from './queries.ts';

export async function loadPanel(ctx: Ctx, question: PanelQuestion): Promise<AccountPanel> {
  const cards = await findCardPayments(ctx, question);
  const t = translator(question.locale);
  return {
    title: t('stripe.title'),
    isConnected: cards.connection !== null,
    connected: {
      title: t('stripe.panel.connected'),
      left: t('stripe.panel.left'),
      turnOn: t('stripe.panel.turnOn'),
      ticked: t('stripe.panel.ticked'),
    },
    blocks:
      cards.way === null
        ? [words(t('stripe.noCards'))]
        : cards.connection
          ? connectedBlocks(cards, question)
          : newBlocks(cards, question),
  };
}

const words = (text: string): PanelBlock => ({ kind: 'words', parts: [text] });

const pageOf = ({ organizer }: PanelQuestion): string => `/manage/${organizer}/settings/payments`;

function newBlocks({ fee, way }: CardPayments, question: PanelQuestion): PanelBlock[] {
  const { mayConnect, next, locale, currency } = question;
  const base = pageOf(question);
  const t = translator(locale);
  const connect: PanelBlock =
    way === 'oauth'
      ? { kind: 'form', action: `${base}?/connect`, next, button: t('stripe.settings.connect') }
      : { kind: 'link', text: t('stripe.settings.create'), href: base };
  return [
    words(feeSentence(fee, { t, locale, currency })),
    words(t(mayConnect ? 'stripe.panel.lead' : 'stripe.panel.leadOthers')),
    ...(mayConnect ? [connect] : []),
  ];
}

function connectedBlocks({ connection, live, hindrance, fee }: CardPayments, question: PanelQuestion): PanelBlock[] {
  const { mayConnect, isOn, turnOn, locale, currency } = question;
  const t = translator(locale);
  const account = connection?.name || connection?.account || t('stripe.anAccount');
  const off = [
    words(t(live ? 'stripe.panel.off' : 'stripe.panel.offTest', { account })),
    { kind: 'link', text: t('stripe.panel.turnOn'), href: turnOn } as const,
  ];
  const state = hindrance
    ? [words(hindrance)]
    : isOn
      ? [words(t(live ? 'stripe.panel.on' : 'stripe.panel.onTest', { account }))]
      : off;
  const link = t(hindrance ? 'stripe.panel.seeMissing' : 'stripe.panel.seeAccount');
  return [
    ...state,
    words(feeSentence(fee, { t, locale, currency })),
    ...(mayConnect ? [{ kind: 'link', text: link, href: pageOf(question) } as const] : []),
  ];
}
