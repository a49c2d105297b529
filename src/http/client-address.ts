import { BlockList, isIP, isIPv4 } from 'node:net';

/** What a connection says about who is at its far end; a `node:http` request fits. */
export interface Arrival {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** Tells the address of the client behind a request. */
export type ClientAddressReader = (arrival: Arrival) => string;

/**
 * A reader that believes `X-Forwarded-For` only as far as the operator's own proxies wrote it: from the connection
 * leftwards, the first address that is not one of them. `trusted` is a list of CIDR ranges (`TRUST_PROXY`); empty
 * means that the header is never read.
 */
export function createClientAddressReader(trusted: readonly string[]): ClientAddressReader {
  const proxies = new BlockList();
  for (const range of trusted) {
    const [address = '', prefix = ''] = range.split('/');
    proxies.addSubnet(address, Number(prefix), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  const isProxy = (address: string): boolean => proxies.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  return (arrival) => {
    let client = plainAddress(arrival.socket.remoteAddress ?? '') ?? 'unknown';
    if (trusted.length === 0) return client;
    const hops = String(arrival.headers['x-forwarded-for'] ?? '').split(',');
    while (client !== 'unknown' && isProxy(client)) {
      const before = plainAddress(hops.pop() ?? '');
      if (before === undefined) break;
      client = before;
    }
    return client;
  };
}

/** An address without port, zone, brackets, or the IPv4-in-IPv6 wrapping; undefined if it is none. */
function plainAddress(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(bare) === 0 ? undefined : bare.toLowerCase();
}

/** What requests are counted by: an IPv4 address, or the /64 that one IPv6 customer has at least. */
export function rateKeyOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  const groups = [...left, ...gap, ...right].slice(0, 4).map((group) => Number.parseInt(group, 16));
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`;
}

/** Whether a client is on this very machine: the operator, or a proxy that TRUST_PROXY does not name. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
