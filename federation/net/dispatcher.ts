import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';

/** Bytes of one answer, before decompression, that any request of this process reads at most. */
export const MAX_RESPONSE = 1024 * 1024;
/** Connections kept to one origin; further requests wait for one of them. */
const CONNECTIONS = 4;

/** IPv4 that is no one's on the public network (IANA special-purpose registry), and one cloud's metadata address. */
const SPECIAL_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
/** The parts of 2000::/3 that are not hosts of the public network, or that hide an IPv4 address (Teredo, 6to4). */
const SPECIAL_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const specialV4 = new BlockList();
for (const [network, prefix] of SPECIAL_V4) specialV4.addSubnet(network, prefix, 'ipv4');
const specialV6 = new BlockList();
for (const [network, prefix] of SPECIAL_V6) specialV6.addSubnet(network, prefix, 'ipv6');
const globalV6 = new BlockList();
globalV6.addSubnet('2000::', 3, 'ipv6');

/**
 * Whether an IP address in its plain spelling belongs to the public network. False for what is no address, and for
 * private, loopback, link-local, carrier-grade NAT, multicast, reserved and documentation ranges, for IPv6 outside
 * 2000::/3 (so for `::`, `::1`, `::ffff:…`, NAT64, unique-local) and for Teredo and 6to4.
 */
export function isPublicAddress(ip: string): boolean {
  switch (isIP(ip)) {
    case 4:
      return !specialV4.check(ip, 'ipv4');
    case 6:
      return !ip.includes('%') && globalV6.check(ip, 'ipv6') && !specialV6.check(ip, 'ipv6');
    default:
      return false;
  }
}

/** A connection was not made because its address is not on the public network; `code` is `ssrf.blocked`. */
export class BlockedAddress extends Error {
  override readonly name = 'BlockedAddress';
  readonly code = 'ssrf.blocked';
}

/** How a dispatcher may connect. */
export interface DispatcherOptions {
  /** Development only: connects to any address. */
  readonly allowPrivate: boolean;
  /** Milliseconds to wait for a connection, for the headers and between two pieces of the body. Default 10,000. */
  readonly timeoutMs?: number;
  /** Resolves names; default the system's resolver. */
  readonly lookup?: LookupFunction;
}

/**
 * Makes the dispatcher through which everything leaves this process; install it with `setGlobalDispatcher` as well,
 * so that it holds for `fetch` and every library. The address is judged when the connection is made, after the name
 * was resolved, so neither a literal, nor a redirect, nor a name that changes its mind gets by. At most four
 * connections an origin, kept alive; HTTP/1.1; answers of at most {@link MAX_RESPONSE} bytes. Trusts the system's
 * authorities and those of `NODE_EXTRA_CA_CERTS`.
 */
export function guardedDispatcher(options: DispatcherOptions): Dispatcher {
  const timeout = options.timeoutMs ?? 10_000;
  const lookup = options.lookup ?? systemLookup;
  const connector = buildConnector({
    timeout,
    allowH2: false,
    lookup: options.allowPrivate ? localLookup(lookup) : publicLookup(lookup),
  });
  return new Agent({
    connect: options.allowPrivate ? connector : publicConnector(connector),
    connections: CONNECTIONS,
    pipelining: 1,
    allowH2: false,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    maxResponseSize: MAX_RESPONSE,
  });
}

/** Refuses literal addresses, which are never looked up, and judges once more what was connected to. */
function publicConnector(connector: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    const literal = options.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0 && !isPublicAddress(literal)) {
      queueMicrotask(() => callback(new BlockedAddress(literal), null));
      return;
    }
    connector(options, (...[error, socket]) => {
      const address = socket?.remoteAddress;
      if (error !== null) {
        callback(error, null);
      } else if (address !== undefined && !isPublicAddress(address)) {
        socket.destroy();
        callback(new BlockedAddress(address), null);
      } else {
        callback(null, socket);
      }
    });
  };
}

/** Names under `.localhost` are this machine (RFC 6761 §6.3), also where the system's resolver does not know it. */
function localLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    if (!/\.localhost\.?$/i.test(hostname)) lookup(hostname, options, callback);
    else if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
    else callback(null, '127.0.0.1', 4);
  };
}

/** Resolves a name and leaves out every address that is not public; an error where none is left. */
function publicLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, '');
        return;
      }
      const all = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
      const allowed = all.filter(({ address }) => isPublicAddress(address));
      const first = allowed[0];
      if (first === undefined) callback(new BlockedAddress(hostname), '');
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}
