/** The way to the mail server. */
import { createTransport, type Transporter } from 'nodemailer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import { Unavailable, wordsOf } from '../errors.ts';

/** Open connections to the server, and mails under way at once. */
export const MAILS_AT_ONCE = 3;

/** A server that says nothing for that long is one that does not answer. */
const LIMITS = { dnsTimeout: 10_000, connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 };
/** For a check that somebody waits for. */
const CHECK_LIMITS = { dnsTimeout: 10_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 10_000 };

type Options = ReturnType<typeof parseConnectionUrl> & {
  requireTLS?: boolean | undefined;
  ignoreTLS?: boolean | undefined;
};

/**
 * The settings in an SMTP_URL. `smtps:` is TLS from the start; with `smtp:` the connection turns to TLS where the
 * server offers it, and must where a password would cross the network (`?ignoreTLS=true` says otherwise,
 * `?requireTLS=true` asks for it always, `?tls.rejectUnauthorized=false` takes a certificate that nobody vouches for).
 */
function readOptions(smtpUrl: string): Options {
  const options = parseConnectionUrl(smtpUrl) as Options;
  const isNear = /^(localhost|127\.[\d.]+|::1|\[::1\])$/.test(options.host ?? '');
  const mustHide = Boolean(options.auth) && !isNear && !options.ignoreTLS;
  return { ...options, ...(options.requireTLS === undefined && mustHide ? { requireTLS: true } : {}) };
}

/**
 * A few connections that stay open between mails. What breaks while it is sent is not sent again by the library: the
 * job does that.
 */
export function openTransport(smtpUrl: string): Transporter {
  return createTransport({
    ...readOptions(smtpUrl),
    ...LIMITS,
    pool: true,
    maxConnections: MAILS_AT_ONCE,
    maxRequeues: 0,
    idleTimeout: 20_000,
  });
}

/**
 * Goes to the server, greets it, turns to TLS, signs in, and leaves; nothing is sent. Says how that went.
 * @throws Unavailable in the words of the server
 */
export async function checkServer(smtpUrl: string | undefined): Promise<string> {
  if (!smtpUrl) return 'kept, not sent (SMTP_URL is not set)';
  const { host } = new URL(smtpUrl);
  const options = readOptions(smtpUrl);
  const connection = new SMTPConnection({ ...options, ...CHECK_LIMITS });
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    const { auth } = options;
    if (auth)
      await new Promise<void>((resolve, reject) =>
        connection.login(auth as never, (error) => (error ? reject(error) : resolve())),
      );
    return `sent by SMTP through ${host}, ${connection.secure ? 'encrypted' : 'not encrypted'}, ${auth ? 'signed in' : 'without signing in'}`;
  } catch (cause) {
    throw new Unavailable(`The mail server ${host} does not take us: ${wordsOf(cause)}. Check SMTP_URL.`, 'mail', {
      cause,
    });
  } finally {
    connection.quit();
    connection.close();
  }
}
