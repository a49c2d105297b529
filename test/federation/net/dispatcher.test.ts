import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type LookupFunction, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Dispatcher, getGlobalDispatcher, request, setGlobalDispatcher } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedDispatcher, isPublicAddress } from '../../../federation/net/dispatcher.ts';
import { type Peer, startPeer } from '../../support/peer.ts';
import { selfSigned } from './certificate.ts';

describe('a public address', () => {
  it('R02: is not one that is private, special, reserved or hides another', () => {
    for (const ip of [
      '0.0.0.0',
      '0.1.2.3',
      '10.0.0.1',
      '100.64.0.1',
      '100.127.255.255',
      '127.0.0.1',
      '127.255.255.255',
      '168.63.129.16',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
      '192.0.0.192',
      '192.0.2.1',
      '192.88.99.1',
      '192.168.1.1',
      '198.18.0.1',
      '198.51.100.1',
      '203.0.113.1',
      '224.0.0.1',
      '240.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '::ffff:7f00:1',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      '64:ff9b::8.8.8.8',
      '64:ff9b:1::1',
      '100::1',
      '2001::1',
      '2001:db8::1',
      '2002:7f00:1::',
      '3fff::1',
      '5f00::1',
      'fc00::1',
      'fd00:ec2::254',
      'fe80::1',
      'fe80::1%eth0',
      '2606:4700::1%eth0',
      'fec0::1',
      'ff02::1',
    ]) {
      expect([ip, isPublicAddress(ip)]).toEqual([ip, false]);
    }
  });

  it('R02: is not a spelling that is no plain address', () => {
    for (const ip of [
      '',
      '0',
      '2130706433',
      '0x7f.1',
      '127.1',
      '0177.0.0.1',
      'localhost',
      '[::1]',
      '8.8.8.8 ',
      '8.8.8',
    ]) {
      expect([ip, isPublicAddress(ip)]).toEqual([ip, false]);
    }
  });

  it('is any other', () => {
    const open = [
      '8.8.8.8',
      '100.63.255.255',
      '100.128.0.1',
      '172.32.0.1',
      '172.15.0.1',
      '192.0.1.1',
      '223.255.255.255',
    ];
    for (const ip of [...open, '2606:4700::1111', '2a00:1450::1', '2001:4860::8888', '2003::1']) {
      expect([ip, isPublicAddress(ip)]).toEqual([ip, true]);
    }
  });
});

describe('the dispatcher', () => {
  let peer: Peer;
  const open: Dispatcher[] = [];
  const dispatcher = (options: Partial<Parameters<typeof guardedDispatcher>[0]> = {}): Dispatcher => {
    const made = guardedDispatcher({ allowPrivate: false, ...options });
    open.push(made);
    return made;
  };
  /** The code a request fails with, or the status it was answered with. */
  const outcome = async (url: string, through: Dispatcher): Promise<string | number> => {
    try {
      const { statusCode, body } = await request(url, { dispatcher: through });
      await body.dump();
      return statusCode;
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error);
    }
  };

  beforeAll(async () => {
    peer = await startPeer();
    peer.serve('/', { status: 204 });
  });
  afterAll(async () => {
    await Promise.all(open.map((one) => one.destroy()));
    await peer.close();
  });

  it('R01: makes no connection to a private address, so nothing is delivered there', async () => {
    const before = peer.requests.length;
    const post = request(`${peer.origin}/inbox`, { dispatcher: dispatcher(), method: 'POST', body: '{}' });
    await expect(post).rejects.toMatchObject({ code: 'ssrf.blocked' });
    expect(peer.requests).toHaveLength(before);
  });

  it('R02: makes no connection to an odd spelling of a private address, nor to a name that resolves to one', async () => {
    const guarded = dispatcher();
    const { port } = new URL(peer.origin);
    const before = peer.requests.length;
    for (const host of [
      '127.0.0.1',
      '0',
      '0.0.0.0',
      '[::]',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '2130706433',
      '0x7f.1',
      '017700000001',
      '100.64.0.1',
      '169.254.169.254',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
      'localhost',
    ]) {
      expect([host, await outcome(`http://${host}:${port}/`, guarded)]).toEqual([host, 'ssrf.blocked']);
    }
    expect(peer.requests).toHaveLength(before);
  });

  it('R02: holds for https as well', async () => {
    expect(await outcome('https://127.0.0.1:8443/', dispatcher())).toBe('ssrf.blocked');
    expect(await outcome('https://localhost:8443/', dispatcher())).toBe('ssrf.blocked');
  });

  it('R03: a name that was public when it was checked and is private when it is connected to is not connected to', async () => {
    const answers = ['93.184.215.14', '127.0.0.1'];
    const rebinding: LookupFunction = (_name, options, callback) => {
      const address = answers.shift() ?? '127.0.0.1';
      if (options.all === true) callback(null, [{ address, family: 4 }]);
      else callback(null, address, 4);
    };
    const checked = await promisify(rebinding)('rebind.test', {});
    expect(isPublicAddress(String(checked))).toBe(true);
    const before = peer.requests.length;
    const { port } = new URL(peer.origin);
    expect(await outcome(`http://rebind.test:${port}/`, dispatcher({ lookup: rebinding }))).toBe(
      'ssrf.blocked',
    );
    expect(peer.requests).toHaveLength(before);
  });

  it('R03: of several addresses of a name the private ones are not used', async () => {
    const lookup: LookupFunction = (_name, _options, callback) =>
      callback(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
        { address: '10.1.2.3', family: 4 },
      ]);
    const { port } = new URL(peer.origin);
    expect(await outcome(`http://mixed.test:${port}/`, dispatcher({ lookup }))).toBe('ssrf.blocked');
  });

  it('a name that does not resolve fails as such', async () => {
    const lookup: LookupFunction = (_name, _options, callback) =>
      callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '');
    expect(await outcome('http://nowhere.test/', dispatcher({ lookup }))).toBe('ENOTFOUND');
  });

  it('connects to private addresses where that is allowed, in development', async () => {
    expect(await outcome(`${peer.origin}/`, dispatcher({ allowPrivate: true }))).toBe(204);
  });

  it('takes names under .localhost for this machine in development, whatever the resolver knows', async () => {
    const { port } = new URL(peer.origin);
    expect(await outcome(`http://loom.localhost:${port}/`, dispatcher({ allowPrivate: true }))).toBe(204);
    expect(await outcome(`http://loom.localhost:${port}/`, dispatcher())).not.toBe(204);
  });

  it('holds for fetch and everything built on it, once installed', async () => {
    const before = getGlobalDispatcher();
    try {
      setGlobalDispatcher(dispatcher());
      await expect(fetch(`${peer.origin}/`)).rejects.toMatchObject({ cause: { code: 'ssrf.blocked' } });
      setGlobalDispatcher(dispatcher({ allowPrivate: true }));
      expect((await fetch(`${peer.origin}/`)).status).toBe(204);
    } finally {
      setGlobalDispatcher(before);
    }
  });

  it('R12: waits no longer than told for headers', async () => {
    peer.serve('/silent', () => {});
    const started = performance.now();
    expect(await outcome(`${peer.origin}/silent`, dispatcher({ allowPrivate: true, timeoutMs: 300 }))).toBe(
      'UND_ERR_HEADERS_TIMEOUT',
    );
    expect(performance.now() - started).toBeLessThan(4000);
  });

  it('R05: reads no more than a megabyte of an answer, whoever asks', async () => {
    peer.serve('/huge', { body: Buffer.alloc(2 * 1024 * 1024) });
    const { body } = await request(`${peer.origin}/huge`, { dispatcher: dispatcher({ allowPrivate: true }) });
    await expect(body.text()).rejects.toMatchObject({ code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' });
  });

  it('keeps at most four connections to one origin, and uses them again', async () => {
    let connections = 0;
    const server: Server = createServer((socket) => {
      connections += 1;
      socket.on('data', () => setTimeout(() => socket.write('HTTP/1.1 204 No Content\r\n\r\n'), 5));
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const through = dispatcher({ allowPrivate: true });
    const all = await Promise.all(
      Array.from({ length: 40 }, () => outcome(`http://127.0.0.1:${port}/`, through)),
    );
    expect(new Set(all)).toEqual(new Set([204]));
    expect(connections).toBe(4);
    await through.destroy();
    server.close();
  });

  it('trusts the authorities of NODE_EXTRA_CA_CERTS, and no others', async () => {
    const { key, cert } = selfSigned();
    const folder = await mkdtemp(join(tmpdir(), 'guildhall-'));
    const authority = join(folder, 'authority.pem');
    await writeFile(authority, cert);
    const server = createTlsServer({ key, cert }, (_request, response) => response.writeHead(204).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const module = new URL('../../../federation/net/dispatcher.ts', import.meta.url).href;
    const script = `
      import { request } from 'undici';
      import { guardedDispatcher } from '${module}';
      const dispatcher = guardedDispatcher({ allowPrivate: true });
      const answer = await request('https://localhost:${port}/', { dispatcher }).then((r) => r.statusCode, (e) => e.code);
      process.stdout.write(String(answer));
      process.exit();`;
    const run = async (env: NodeJS.ProcessEnv) => {
      const options = { env: { ...process.env, ...env }, cwd: new URL('../../../', import.meta.url) };
      return (await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], options))
        .stdout;
    };
    try {
      expect(await run({ NODE_EXTRA_CA_CERTS: authority })).toBe('204');
      expect(await run({ NODE_EXTRA_CA_CERTS: '' })).toMatch(/SELF_SIGNED/);
    } finally {
      server.close();
      await rm(folder, { recursive: true });
    }
  });
});
