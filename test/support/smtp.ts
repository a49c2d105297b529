import { createServer, type Socket } from 'node:net';

/** A mail as the server took it. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came, lines ending in CRLF. */
  readonly raw: string;
  /** The headers, by name in lower case, unfolded. */
  readonly headers: ReadonlyMap<string, string>;
  /** The body with its quoted-printable parts read. */
  readonly body: string;
}

/** A real mail server on loopback that keeps what it takes. */
export interface MailServer {
  /** For SMTP_URL. */
  readonly url: string;
  readonly mails: readonly TakenMail[];
  /** What it says to the next recipients instead of 250; undefined to take them again. */
  refuse: string | undefined;
  /** The mail with this number, from 0; waits for it, ten seconds at most. */
  mail(index: number): Promise<TakenMail>;
  close(): Promise<void>;
}

/** Starts one: RFC 5321 as far as a client without TLS and log-in needs it. */
export async function startMailServer(): Promise<MailServer> {
  const mails: TakenMail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    talk(
      socket,
      () => made.refuse,
      (mail) => mails.push(mail),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const made: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse: undefined,
    mail: async (index) => {
      for (const until = Date.now() + 10_000; Date.now() < until; ) {
        const found = mails[index];
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(`No mail ${index} came; there are ${mails.length}.`);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return made;
}

function talk(socket: Socket, refusal: () => string | undefined, take: (mail: TakenMail) => void): void {
  let text = '';
  let from = '';
  let to: string[] = [];
  let isData = false;
  const say = (line: string): boolean => socket.write(`${line}\r\n`);
  const reply = (line: string): string => {
    const [verb = ''] = line.toUpperCase().split(/[ :]/);
    const path = /<([^>]*)>/.exec(line)?.[1] ?? '';
    switch (verb) {
      case 'MAIL':
        from = path;
        to = [];
        return '250 2.1.0 Ok';
      case 'RCPT':
        if (refusal() === undefined) to.push(path);
        return refusal() ?? '250 2.1.5 Ok';
      case 'DATA':
        isData = true;
        return '354 Go on';
      case 'QUIT':
        return '221 2.0.0 Bye';
      default:
        return ['EHLO', 'HELO', 'RSET', 'NOOP'].includes(verb) ? '250 mail.test' : '502 5.5.2 Not known here';
    }
  };
  say('220 mail.test ESMTP');
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    text += chunk;
    for (;;) {
      const end = text.indexOf(isData ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const part = text.slice(0, end);
      text = text.slice(end + (isData ? 5 : 2));
      if (!isData) say(reply(part));
      else {
        isData = false;
        take(read(from, to, part));
        say('250 2.0.0 Ok: queued as TEST1');
      }
    }
  });
}

function read(from: string, to: readonly string[], data: string): TakenMail {
  const raw = data.replace(/^\.\./gm, '.');
  const [head = ''] = raw.split('\r\n\r\n', 1);
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.split(':', 1)[0]?.toLowerCase() ?? '', line.replace(/^[^:]*:\s*/, '')]),
  );
  const quoted = raw.slice(head.length).replace(/=\r\n/g, '');
  const body = quoted.replace(/(?:=[0-9A-F]{2})+/g, (codes) =>
    Buffer.from(codes.replaceAll('=', ''), 'hex').toString('utf8'),
  );
  return { from, to, raw, headers, body };
}
