import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { openStore } from '../../src/platform/database.ts';
import { configureLog } from '../../src/platform/log.ts';
import type { Store } from '../../src/platform/store.ts';
import { StoreUnreachableError, waitForStore } from '../../src/platform/wait-for-store.ts';

const lines: string[] = [];
let port: number;
let store: Store<unknown>;
let servers: Server[];
let sockets: Socket[];

beforeEach(async () => {
  lines.length = 0;
  await configureLog('info', (line) => lines.push(line));
  servers = [];
  sockets = [];
  port = await freePort();
  const url = new URL(inject('postgresUrl'));
  url.port = String(port);
  store = await openStore(readConfig({ DATABASE_URL: url.href }));
});
afterEach(async () => {
  // What is still asked is answered, so that closing need not wait for it.
  if (!servers.some((server) => server.listening)) await open();
  await store.close();
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});
afterAll(() => configureLog('error', () => {}));

const never = new AbortController().signal;

/** Lets the database answer at the port from now on: everything is passed on to the real one. */
async function open(accept: (socket: Socket) => void = passOn): Promise<void> {
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    accept(socket);
  });
  servers.push(server);
  await once(server.listen(port, '127.0.0.1'), 'listening');
}

function passOn(socket: Socket): void {
  const upstream = connect(Number(new URL(inject('postgresUrl')).port), '127.0.0.1');
  sockets.push(upstream.on('error', () => undefined));
  socket.pipe(upstream).pipe(socket);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('waiting for the database', () => {
  test('is over at once where it answers, without a word', async () => {
    await open();
    await waitForStore(store, never);
    expect(lines).toEqual([]);
  });

  test('goes on while it does not answer and ends soon after it does', async () => {
    let isReady = false;
    const ready = waitForStore(store, never).then(() => {
      isReady = true;
    });
    await setTimeout(900);
    expect(isReady).toBe(false);
    await open();
    await ready;
    expect(lines.length).toBeGreaterThanOrEqual(2);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warning', reason: 'ECONNREFUSED' });
  });

  test('goes on where the database takes connections and drops them, as it does while it starts', async () => {
    await open((socket) => socket.destroy());
    const ready = waitForStore(store, never);
    await setTimeout(600);
    servers[0]?.close();
    await setTimeout(50);
    await open();
    await ready;
    expect(lines.join('')).toContain('trying again');
  });

  test('asks less and less often', async () => {
    await expect(waitForStore(store, never, 1_600)).rejects.toThrow(StoreUnreachableError);
    const asked = lines.map((line) => Temporal.Instant.from(JSON.parse(line).time).epochMilliseconds);
    const pauses = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
    expect(pauses).toHaveLength(2);
    expect(pauses[1]).toBeGreaterThan(1.5 * (pauses[0] ?? 0));
  });

  test('ends in time also where connections are taken and dropped, or taken and never answered', async () => {
    for (const accept of [(socket: Socket) => socket.destroy(), (_: Socket) => undefined]) {
      await open(accept);
      const startedMs = performance.now();
      await expect(waitForStore(store, never, 700)).rejects.toThrow(/does not answer/);
      expect(performance.now() - startedMs).toBeLessThan(1_500);
      for (const socket of sockets) socket.destroy();
      const server = servers.pop();
      server?.close();
      if (server !== undefined) await once(server, 'close');
    }
  });

  test('ends in an error that names the reason and the setting, and nothing secret', async () => {
    const ended = waitForStore(store, never, 300);
    await expect(ended).rejects.toThrow(StoreUnreachableError);
    await expect(ended).rejects.toThrow(/does not answer \(ECONNREFUSED\)\. Check DATABASE_URL/);
    await expect(ended).rejects.not.toThrow(/postgres:postgres/);
    expect(lines.join('')).not.toContain('postgres:postgres');
  });

  test('ends at once when the process is told to stop', async () => {
    const stopping = new AbortController();
    const startedMs = performance.now();
    const ended = waitForStore(store, stopping.signal);
    await setTimeout(400);
    stopping.abort();
    await expect(ended).rejects.toThrow(StoreUnreachableError);
    expect(performance.now() - startedMs).toBeLessThan(1_500);
  });
});
