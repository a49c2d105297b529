import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createClientAddressReader, isLoopback, rateKeyOf } from '../../src/http/client-address.ts';

const arrival = (remoteAddress: string, forwarded?: string) => ({
  socket: { remoteAddress },
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
});

describe('the address of a client', () => {
  test('is that of the connection where no proxy is trusted, whatever a header says', () => {
    const read = createClientAddressReader([]);
    expect(read(arrival('203.0.113.9', '127.0.0.1'))).toBe('203.0.113.9');
    expect(read(arrival('::ffff:203.0.113.9'))).toBe('203.0.113.9');
  });

  test('is the right-most hop that is not one of ours', () => {
    const read = createClientAddressReader(['10.0.0.0/8', 'fd00::/8']);
    expect(read(arrival('10.1.2.3', '127.0.0.1, 198.51.100.7, 10.9.9.9'))).toBe('198.51.100.7');
    expect(read(arrival('fd00::1', '2001:db8::5'))).toBe('2001:db8::5');
    expect(read(arrival('203.0.113.9', '198.51.100.7'))).toBe('203.0.113.9');
  });

  test('is the last proxy where what stands before it is no address', () => {
    const read = createClientAddressReader(['10.0.0.0/8']);
    expect(read(arrival('10.1.2.3', 'unknown'))).toBe('10.1.2.3');
    expect(read(arrival('10.1.2.3', '198.51.100.7, "; drop'))).toBe('10.1.2.3');
    expect(read(arrival('10.1.2.3'))).toBe('10.1.2.3');
  });

  test('is read without ports, brackets and zones', () => {
    const read = createClientAddressReader(['10.0.0.0/8']);
    expect(read(arrival('10.0.0.1', '198.51.100.7:4711'))).toBe('198.51.100.7');
    expect(read(arrival('10.0.0.1', '[2001:DB8::5]:443'))).toBe('2001:db8::5');
    expect(read(arrival('10.0.0.1', 'fe80::1%eth0'))).toBe('fe80::1');
  });

  test('never comes from left of a hop we do not trust', () => {
    const read = createClientAddressReader(['10.0.0.0/8']);
    const address = fc.ipV4().filter((one) => !one.startsWith('10.'));
    fc.assert(
      fc.property(fc.array(fc.ipV4()), address, fc.array(fc.constant('10.0.0.2')), (left, client, right) => {
        const header = [...left, client, ...right].join(', ');
        expect(read(arrival('10.0.0.1', header))).toBe(client);
      }),
    );
  });
});

test('an IPv6 customer is one client, with all the addresses of a /64', () => {
  expect(rateKeyOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
  expect(rateKeyOf('2001:db8:1:2::')).toBe('2001:db8:1:2::/64');
  expect(rateKeyOf('2001:db8::1')).toBe('2001:db8:0:0::/64');
  expect(rateKeyOf('::1')).toBe('0:0:0:0::/64');
  expect(rateKeyOf('203.0.113.9')).toBe('203.0.113.9');
});

test('only addresses of this machine are loopback', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1'].every(isLoopback)).toBe(true);
  expect(['10.0.0.1', '12.7.0.1', '::2', 'unknown'].some(isLoopback)).toBe(false);
});
