import { describe, expect, it } from 'vitest';
import { type EventId, newId, type OpportunityId } from '../../src/core/id.ts';
import { handleFromActorIri, hostOf, iri, opportunityFromIri, parseIri, paths } from '../../src/core/iri.ts';

const origin = 'https://loom.example';
const id = newId<OpportunityId>();

describe('the table of addresses', () => {
  it('gives every thing an address of its own', () => {
    const event = newId<EventId>();
    const all = [
      ...[paths.home, paths.sharedInbox, paths.opportunities, paths.namespace],
      ...[paths.actor, paths.inbox, paths.outbox, paths.followers, paths.following].map((path) =>
        path('loom'),
      ),
      ...[paths.featured, paths.wanted, paths.affiliations].map((path) => path('loom')),
      ...[paths.activity(event), paths.opportunity(id), paths.post(id), paths.tag('a11y')],
    ].map((path) => iri(origin, path));
    expect(new Set(all).size).toBe(all.length);
    for (const address of all) {
      expect(parseIri(address)).toBe(address);
      expect(new URL(address).href).toBe(address);
      expect(hostOf(address)).toBe('loom.example');
    }
  });

  it('writes what people type into a tag so that it stays one step of a path', () => {
    expect(iri(origin, paths.tag('c/d?e#f ü'))).toBe('https://loom.example/tags/c%2Fd%3Fe%23f%20%C3%BC');
  });

  it('reads the handle out of the address of an actor, and out of nothing else', () => {
    expect(handleFromActorIri(origin, iri(origin, paths.actor('loom')))).toBe('loom');
    const others = [paths.inbox, paths.outbox, paths.followers, paths.following, paths.featured];
    for (const path of others) expect(handleFromActorIri(origin, iri(origin, path('loom')))).toBeUndefined();
    for (const path of ['', '/', '/@', '/loom', '/@loom/', '/@loom?x', '/@loom#main-key', '/x/@loom'])
      expect(handleFromActorIri(origin, origin + path)).toBeUndefined();
  });

  it('reads the identifier out of both addresses of an opportunity, and out of nothing else', () => {
    expect(opportunityFromIri(origin, iri(origin, paths.opportunity(id)))).toBe(id);
    expect(opportunityFromIri(origin, iri(origin, paths.post(id)))).toBe(id);
    const wrong = [
      ...[`/opportunities/${id}/`, `/opportunities/${id}/post/`, `/opportunities/${id}/edit`],
      ...[`/opportunities/${id}?x`, `/opportunities/${id}#primary`, `/x/opportunities/${id}`],
      ...['/opportunities', `/opportunities/${'-'.repeat(36)}`, `/opportunities/${'0'.repeat(36)}`],
      ...[`/opportunities/${id.toUpperCase()}`, `/opportunities/${id}0`],
    ];
    for (const path of wrong) expect(opportunityFromIri(origin, origin + path), path).toBeUndefined();
  });
});

describe('an address of another server', () => {
  it.each([
    'https://loom.example.evil',
    'https://loom.exampleevil.test',
    'https://loom.example@evil.test',
    'https://loom.example:8443',
    'https://loom.example.',
    'http://loom.example',
    'HTTPS://LOOM.EXAMPLE',
    'https://evil.test/https://loom.example',
    'https:\\\\loom.example',
    'https:loom.example',
    '//loom.example',
    '',
  ])('is not taken for ours because it resembles it: %s', (base) => {
    expect(handleFromActorIri(origin, `${base}/@loom`)).toBeUndefined();
    expect(opportunityFromIri(origin, `${base}/opportunities/${id}`)).toBeUndefined();
  });

  it.each([
    'https://kiln.example/@kiln',
    'http://kiln.example:8080/users/1?page=2#main-key',
    'https://kiln.example',
    'https://bücher.example/@ana',
    'https://xn--bcher-kva.example/@ana',
    'https://kiln.example/@ana@other.example',
    'https://[2001:db8::1]/actor',
    'https://kiln.example/a b',
    `https://kiln.example/${'a'.repeat(2048 - 21)}`,
  ])('is kept as its owner spells it: %s', (address) => {
    expect(parseIri(address)).toBe(address);
  });

  it.each<[string, unknown]>([
    ['not text', 1],
    ['null', null],
    ['missing', undefined],
    ['an object', { id: 'https://kiln.example/' }],
    ['empty', ''],
    ['a path', '/@kiln'],
    ['without a scheme', 'kiln.example/@kiln'],
    ['without a host', 'https://'],
    ['relative to a scheme', '//kiln.example/@kiln'],
    ['a script', 'javascript:alert(1)'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:text/html,x'],
    ['a handle', 'acct:kiln@kiln.example'],
    ['with a user', 'https://ana@kiln.example/'],
    ['with user and password', 'https://ana:secret@kiln.example/'],
    ['with an empty user', 'https://@kiln.example/'],
    ['with ours as the user', 'https://loom.example@evil.test/'],
    ['over-long', `https://kiln.example/${'a'.repeat(2048 - 20)}`],
    ['with a space before', ' https://kiln.example/'],
    ['with a space after', 'https://kiln.example/ '],
    ['with a space in the host', 'https://kiln .example/'],
    ['with a line end in the host', 'https://ki\nln.example/'],
    ['with a tab in the scheme', 'ht\ttps://kiln.example/'],
    ['with a line end', 'https://kiln.example/\r\nset-cookie: a'],
    ['with a NUL', 'https://kiln.example/\u0000'],
    ['with backslashes', 'https:\\\\kiln.example\\@kiln'],
    ['with a backslash after the host', 'https://loom.example\\@evil.test/'],
    ['with one slash', 'https:/kiln.example/'],
    ['with no slash', 'https:kiln.example/'],
    ['with three slashes', 'https:///kiln.example/'],
    ['with a bad port', 'https://kiln.example:99999/'],
  ])('is refused when it is %s', (_what, text) => {
    expect(parseIri(text)).toBeUndefined();
  });

  it('has one spelling of its host', () => {
    expect(hostOf('https://KILN.Example/@kiln')).toBe('kiln.example');
    expect(hostOf('https://kiln.example:443/')).toBe('kiln.example');
    expect(hostOf('https://kiln.example:8443/')).toBe('kiln.example:8443');
    expect(hostOf('https://bücher.example/')).toBe('xn--bcher-kva.example');
  });
});
