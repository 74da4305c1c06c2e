/** The jobs of mails. */

/** The queue whose jobs send mails. */
export const SEND_MAIL_QUEUE = 'send_mail';

/** What the job of a mail coalesces under: one mail has one job. */
export const mailKey = (mailId: number): string => `mail:${mailId}`;
