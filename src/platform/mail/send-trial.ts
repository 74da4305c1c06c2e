/** One mail past the outbox, to see whether mails arrive. */
import { Invalid, Unavailable, wordsOf } from '../errors.ts';
import { composeMail, isAddress, type Words } from './compose-mail.ts';
import { openTransport } from './open-transport.ts';

/**
 * Sends it at once and says what the server said.
 * @throws Invalid where there is no mail server or that is no address; Unavailable in the words of the server
 */
export async function sendTrial(
  smtpUrl: string | undefined,
  from: string,
  { to, ...words }: Words & { to: string },
): Promise<string> {
  if (!smtpUrl) throw new Invalid('SMTP_URL is not set, so no mail can be sent', [], 'settings');
  if (!isAddress(to)) throw new Invalid(`"${to}" is not an e-mail address`, [], 'usage');
  const transport = openTransport(smtpUrl);
  const now = Date.now();
  const { subject, text, html } = words;
  try {
    const row = {
      id: 0,
      recipient: to,
      subject,
      textBody: text,
      htmlBody: html,
      senderName: '',
      replyTo: '',
      locale: 'en',
      messageId: null,
      queuedAt: now,
    };
    const { response } = (await transport.sendMail(composeMail(row, from))) as { response: string };
    return `sent to ${to}; the server says: ${response}`;
  } catch (cause) {
    throw new Unavailable(`The mail server does not take a mail to ${to}: ${wordsOf(cause)}`, 'mail', { cause });
  } finally {
    transport.close();
  }
}
