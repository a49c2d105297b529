import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A POST as it came over the socket. */
export interface Received {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A server on loopback that keeps every request and answers what it is told, else 202. */
export interface RecordingPeer {
  readonly origin: string;
  /** Oldest first. */
  readonly received: readonly Received[];
  /** Forgets what it received; the next requests are answered with `answers` in turn. */
  restart(answers?: readonly number[]): void;
  close(): void;
}

/** Starts one on a free port. */
export async function startRecordingPeer(): Promise<RecordingPeer> {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = await listen(
    createServer((request, response) => record(request, response, received, () => answers.shift() ?? 202)),
  );
  return {
    origin: originOf(server),
    received,
    restart(next = []) {
      received.length = 0;
      answers.splice(0, answers.length, ...next);
    },
    close: () => void server.close(),
  };
}

function record(
  request: IncomingMessage,
  response: ServerResponse,
  received: Received[],
  status: () => number,
): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    const body = Buffer.concat(chunks).toString('utf8');
    received.push({ url: request.url ?? '', headers: Object.fromEntries(headers), body });
    response.writeHead(status()).end();
  });
}

/** The server, listening on a free port of loopback. */
export function listen(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Its origin, without a trailing slash. */
export function originOf(server: Server): string {
  const { port } = server.address() as AddressInfo;
  return `http://localhost:${port}`;
}
