import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';

/** A mail, ready to be sent. Both texts say the same. */
export interface OutgoingMail {
  /** Makes the Message-ID, so that a mail that goes out twice is known as one. */
  readonly id: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The language of both, as a BCP 47 tag. */
  readonly language: string;
}

/** What became of a mail, in the words of the mail server. */
export interface MailOutcome {
  readonly isSent: boolean;
  /** The server's own answer ("250 2.0.0 Ok: queued as 4F2"), or why none came. */
  readonly answer: string;
  /** It will not get better by trying again: the server refused for good (5xx). */
  readonly isFinal: boolean;
}

/** Hands mails to the server of SMTP_URL. */
export interface Smtp {
  /** Never throws: what goes wrong is an outcome. */
  send(mail: OutgoingMail): Promise<MailOutcome>;
  close(): void;
}

/** The way out for mail; undefined where the settings name none. */
export function openSmtp(config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM' | 'ORIGIN'>): Smtp | undefined {
  const { SMTP_URL: url, MAIL_FROM: from } = config;
  if (url === undefined || from === undefined) return undefined;
  // A node that sends no mail need not hold what sends it.
  const transport = import('nodemailer').then(({ createTransport }) =>
    createTransport({
      url,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      // A mail is what we wrote and nothing else: no file and no address is read into it.
      disableFileAccess: true,
      disableUrlAccess: true,
    }),
  );
  const host = new URL(config.ORIGIN).hostname;
  return {
    send: async (mail) => {
      const { name, address } = mail.to;
      if (!isMailAddress(address)) {
        return { isSent: false, isFinal: true, answer: 'This is not the address of one mailbox.' };
      }
      try {
        const sent = await (await transport).sendMail({
          from,
          to: { name: oneLine(name), address },
          envelope: { from: addressIn(from), to: [address] },
          subject: oneLine(mail.subject),
          messageId: `<${mail.id}@${host}>`,
          text: mail.text,
          html: mail.html,
          headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': mail.language },
        });
        return { isSent: true, isFinal: true, answer: oneLine(sent.response) };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close: () => void transport.then((opened) => opened.close()),
  };
}

/**
 * Send a test from a place to an address, and wait for what the mail server says.
 * Undefined where the settings name no mail server.
 */
export async function sendTestMail(
  config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM' | 'ORIGIN'>,
  place: string,
  address: string,
): Promise<MailOutcome | undefined> {
  const smtp = openSmtp(config);
  if (smtp === undefined) return undefined;
  const line = 'This is the test you asked for. It arrived, so mail works.';
  const mail = {
    id: randomUUID(),
    to: { name: '', address },
    subject: `${place} can send mail`,
    language: 'en',
  };
  try {
    return await smtp.send({ ...mail, text: `${line}\n\n${config.ORIGIN}\n`, html: `<p>${line}</p>` });
  } finally {
    smtp.close();
  }
}

/** Whether a text is the address of exactly one mailbox: nothing in it ends a header or begins another address. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>"(),:;[\]\\\p{Cc}]+@[^\s@<>"(),:;\\\p{Cc}]+$/u.test(text);
}

/** A text for a header: on one line, whatever it held (RFC 5322 §2.2). */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

function addressIn(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
}

function outcomeOf(error: unknown): MailOutcome {
  if (!(error instanceof Error))
    return { isSent: false, isFinal: false, answer: 'The mail server did not answer.' };
  const status = 'responseCode' in error ? Number(error.responseCode) : 0;
  const said = 'response' in error && typeof error.response === 'string' ? error.response : error.message;
  // A wrong password is refused with 535 and may be mended tonight: the letter waits.
  const isAboutUs = 'code' in error && error.code === 'EAUTH';
  return {
    isSent: false,
    isFinal: status >= 500 && status < 600 && !isAboutUs,
    answer: oneLine(said).slice(0, 500),
  };
}
