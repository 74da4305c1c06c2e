/** Letters about connections. */
import { renderLetter } from '#features/mail/server/render-letter.ts';
import type { Letter } from '#features/mail/letter.ts';
import { knownLocale } from '#platform/i18n/translate.ts';
import { PENDING_MINUTES } from '../connection.ts';

type Written = ReturnType<typeof renderLetter>;

/** The code that proves an address. */
export function writeCodeLetter(service: string, code: string, locale: string): Written {
  const spaced = `${code.slice(0, 4)} ${code.slice(4)}`;
  const letters: Record<'en' | 'ar', Letter> = {
    en: {
      subject: `${spaced} is your code`,
      heading: 'Is this your address?',
      lead: [
        `You are signing in with ${service} and gave this address. Type this code on the page that you have open:`,
        spaced,
      ],
      after: [`It works once, for ${PENDING_MINUTES} minutes. Give it to nobody: we never ask for it.`],
      reason: `You get this because somebody signed in with ${service} and typed your address. If that was not you, do nothing; without the code nothing happens.`,
    },
    ar: {
      subject: `${spaced} هو رمزك`,
      heading: 'هل هذا عنوانك؟',
      lead: [`أنت تسجّل الدخول باستخدام ${service} وكتبت هذا العنوان. اكتب هذا الرمز في الصفحة المفتوحة لديك:`, spaced],
      after: [`يعمل مرة واحدة ولمدة ${PENDING_MINUTES} دقيقة. لا تعطه لأحد، فنحن لا نطلبه أبدًا.`],
      reason: `وصلتك هذه الرسالة لأن شخصًا ما سجّل الدخول باستخدام ${service} وكتب عنوانك. إن لم تكن أنت فلا تفعل شيئًا؛ لن يحدث شيء بدون الرمز.`,
    },
  };
  const language = knownLocale(locale);
  return renderLetter({ ...letters[language], locale: language });
}

/** To somebody whose address was given and who has an account already. */
export function writeKnownLetter(service: string, href: string, locale: string): Written {
  const letters: Record<'en' | 'ar', Letter> = {
    en: {
      subject: 'You have an account already',
      heading: 'You have an account already',
      lead: [
        `Somebody signed in with ${service} and gave this address. It belongs to your account, so sign in as you usually do; then you can connect ${service} under Account, Connections.`,
      ],
      action: { label: 'Sign in', href },
      reason: `You get this because somebody signed in with ${service} and typed your address. If that was not you, do nothing; nothing was changed.`,
    },
    ar: {
      subject: 'لديك حساب بالفعل',
      heading: 'لديك حساب بالفعل',
      lead: [
        `سجّل شخص ما الدخول باستخدام ${service} وكتب هذا العنوان. هذا العنوان تابع لحسابك، فسجّل الدخول كما تفعل عادة؛ ثم يمكنك ربط ${service} من صفحة الحساب، قسم الحسابات المرتبطة.`,
      ],
      action: { label: 'تسجيل الدخول', href },
      reason: `وصلتك هذه الرسالة لأن شخصًا ما سجّل الدخول باستخدام ${service} وكتب عنوانك. إن لم تكن أنت فلا تفعل شيئًا؛ لم يتغير شيء.`,
    },
  };
  const language = knownLocale(locale);
  return renderLetter({ ...letters[language], locale: language });
}

/** So that nobody's account is connected without them knowing. */
export function writeConnectedLetter(service: string, handle: string, locale: string): Written {
  const who = handle ? `${service} (@${handle})` : service;
  const letters: Record<'en' | 'ar', Letter> = {
    en: {
      subject: `${service} was connected to your account`,
      heading: `${service} was connected to your account`,
      lead: [`From now on ${who} signs you in here.`],
      reason:
        'You get this because the ways to sign in to your account changed. If that was not you, sign in, disconnect it under Account, Connections, and change your password.',
    },
    ar: {
      subject: `تم ربط ${service} بحسابك`,
      heading: `تم ربط ${service} بحسابك`,
      lead: [`من الآن يمكنك تسجيل الدخول هنا باستخدام ${who}.`],
      reason:
        'وصلتك هذه الرسالة لأن طرق الدخول إلى حسابك تغيّرت. إن لم تكن أنت فسجّل الدخول وافصل الربط من صفحة الحساب، قسم الحسابات المرتبطة، ثم غيّر كلمة المرور.',
    },
  };
  const language = knownLocale(locale);
  return renderLetter({ ...letters[language], locale: language });
}

export function writeDisconnectedLetter(service: string, locale: string): Written {
  const letters: Record<'en' | 'ar', Letter> = {
    en: {
      subject: `${service} was disconnected from your account`,
      heading: `${service} was disconnected from your account`,
      lead: [`${service} does not sign you in here any more.`],
      reason:
        'You get this because the ways to sign in to your account changed. If that was not you, reset your password: that also ends all sessions.',
    },
    ar: {
      subject: `فُصل ${service} عن حسابك`,
      heading: `فُصل ${service} عن حسابك`,
      lead: [`لم يعد بإمكانك تسجيل الدخول هنا باستخدام ${service}.`],
      reason:
        'وصلتك هذه الرسالة لأن طرق الدخول إلى حسابك تغيّرت. إن لم تكن أنت فأعد تعيين كلمة المرور: هذا ينهي جميع الجلسات أيضًا.',
    },
  };
  const language = knownLocale(locale);
  return renderLetter({ ...letters[language], locale: language });
}
