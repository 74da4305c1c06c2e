import { sendAgain } from '#features/mail/server/send-again.ts';
import { explainError } from '#platform/explain-error.ts';
import { getMail } from '#platform/mail/outbox.ts';
import { webAddress } from '#platform/web-address.ts';
import type { Actions, PageServerLoad } from './$types';

/** The text in pieces, those that are web addresses marked. */
const piecesOf = (text: string): { text: string; href: string }[] =>
  text
    .split(/(https?:\/\/\S+)/)
    .map((piece) => ({ text: piece, href: /^https?:/.test(piece) ? webAddress(piece) : '' }));

export const load: PageServerLoad = async ({ locals, params }) => {
  const { text, html, ...mail } = await getMail(locals.ctx, Number(params.mail));
  return {
    mail,
    pieces: piecesOf(text),
    hasLetter: html !== '',
    meaning: mail.lastError ? explainError(mail.lastError) : null,
  };
};

export const actions: Actions = {
  default: async ({ locals, params }) => {
    await sendAgain(locals.ctx, Number(params.mail));
    return { resent: true };
  },
};
