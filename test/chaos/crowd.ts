import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** An activity that reached a host. */
export interface Landing {
  /** Host and port, as the request named it. */
  readonly host: string;
  readonly activityId: string;
  readonly type: string;
  /** Milliseconds since 1970 when its body was whole. */
  readonly atMs: number;
}

/** Many hosts in one server: each address of 127/8 is a host of its own. */
export interface Crowd {
  readonly port: number;
  /** The host of a number: `127.16.0.1:PORT`, … */
  host(n: number): string;
  /** Everything that landed, oldest first, repetitions included. */
  readonly landings: readonly Landing[];
  /** How long every host waits before it answers. */
  delayMs: number;
  /** Hosts that take a request and never answer. */
  readonly silent: Set<string>;
  close(): Promise<void>;
}

/** Starts a crowd: whatever is posted to any of its hosts is noted and answered 202. */
export async function startCrowd(): Promise<Crowd> {
  const landings: Landing[] = [];
  const silent = new Set<string>();
  const crowd = { delayMs: 0 };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { id, type }: { id: string; type: string } = JSON.parse(Buffer.concat(parts).toString());
    const host = request.headers.host ?? '';
    landings.push({ host, activityId: id, type, atMs: Date.now() });
    if (silent.has(host)) return;
    setTimeout(() => response.writeHead(202).end(), crowd.delayMs);
  };
  const server = createServer((request, response) => {
    // A sender that is killed breaks off; what came whole was noted.
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return Object.assign(crowd, {
    port,
    landings,
    silent,
    host: (n: number) => `127.16.${Math.floor(n / 250)}.${(n % 250) + 1}:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  });
}
