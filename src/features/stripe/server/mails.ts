/** Letters to an organizer's owners about where its card payments go. */
import type { Letter } from '#features/mail/letter.ts';
import { renderLetter } from '#features/mail/server/render-letter.ts';
import { knownLocale, type Locale } from '#platform/i18n/translate.ts';

type Written = ReturnType<typeof renderLetter>;
export type Facts = {
  organizer: string;
  /** As people know it: its name at Stripe and its id. */
  account: string;
  /** Who did it; '' where Stripe said so. */
  by: string;
  href: string;
  /** Names of events that took card payments with it. */
  events: string[];
};

/** So that nobody turns the money elsewhere without the owners knowing. */
export function writeConnectedLetter({ organizer, account, by, href }: Facts, locale: string): Written {
  const letters: Record<Locale, Letter> = {
    en: {
      subject: `Card payments now go to ${account}`,
      heading: 'A Stripe account was connected',
      lead: [
        `${by} connected a Stripe account to ${organizer}. From now on what people pay by card for its events goes there.`,
      ],
      facts: [{ label: 'Account', text: account }],
      action: { label: 'See where payments go', href },
      reason: `You get this because you own ${organizer}. If this was not meant, disconnect the account there, and look at who is in your team.`,
    },
    ar: {
      subject: `المدفوعات بالبطاقة تذهب الآن إلى ${account}`,
      heading: 'تم ربط حساب Stripe',
      lead: [`ربط ${by} حساب Stripe بـ${organizer}. من الآن يذهب إليه كل ما يُدفع بالبطاقة لفعالياتها.`],
      facts: [{ label: 'الحساب', text: account }],
      action: { label: 'عرض وجهة المدفوعات', href },
      reason: `وصلتك هذه الرسالة لأنك من مالكي ${organizer}. إن لم يكن ذلك مقصودًا فافصل الحساب من هناك وراجع أعضاء فريقك.`,
    },
  };
  return render(letters, organizer, locale);
}

/** The other way round; `by` is '' where the permission was taken back at Stripe. */
export function writeDisconnectedLetter({ organizer, account, by, href, events }: Facts, locale: string): Written {
  const letters: Record<Locale, Letter> = {
    en: {
      subject: `Card payments no longer go to ${account}`,
      heading: 'A Stripe account was disconnected',
      lead: [
        by
          ? `${by} disconnected the Stripe account of ${organizer}. Nobody can pay by card until one is connected again.`
          : `The Stripe account of ${organizer} was disconnected at Stripe. Nobody can pay by card until one is connected again.`,
      ],
      facts: [
        { label: 'Account', text: account },
        ...(events.length > 0 ? [{ label: 'Events that took card payments', text: events.join(', ') }] : []),
      ],
      action: { label: 'See where payments go', href },
      reason: `You get this because you own ${organizer}.`,
    },
    ar: {
      subject: `المدفوعات بالبطاقة لم تعد تذهب إلى ${account}`,
      heading: 'تم فصل حساب Stripe',
      lead: [
        by
          ? `فصل ${by} حساب Stripe الخاص بـ${organizer}. لا يمكن الدفع بالبطاقة حتى يُربط حساب من جديد.`
          : `تم فصل حساب Stripe الخاص بـ${organizer} من جهة Stripe. لا يمكن الدفع بالبطاقة حتى يُربط حساب من جديد.`,
      ],
      facts: [
        { label: 'الحساب', text: account },
        ...(events.length > 0 ? [{ label: 'فعاليات كانت تقبل البطاقات', text: events.join('، ') }] : []),
      ],
      action: { label: 'عرض وجهة المدفوعات', href },
      reason: `وصلتك هذه الرسالة لأنك من مالكي ${organizer}.`,
    },
  };
  return render(letters, organizer, locale);
}

function render(letters: Record<Locale, Letter>, organizer: string, locale: string): Written {
  const language = knownLocale(locale);
  return renderLetter({ ...letters[language], brand: organizer, locale: language });
}
