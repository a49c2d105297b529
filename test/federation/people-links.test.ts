import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { lookAtLinks } from '../../federation/links.ts';
import { guardedDispatcher } from '../../federation/net/dispatcher.ts';
import { createPageFetcher } from '../../federation/net/page.ts';
import { linksBack } from '../../federation/wire/rel-me.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { addLink } from '../../src/domain/signposts/links.ts';
import { readSignpost } from '../../src/domain/signposts/queries.ts';
import type { SignpostLink } from '../../src/domain/signposts/signpost.ts';
import { databaseTime } from '../../src/domain/work.ts';
import { startTestNode, type TestNode } from '../support/nodes.ts';
import { type Answer, loopbackLookup, type Peer, startPeer } from '../support/peer.ts';
import { fullSignpost } from './full-signpost.ts';

const target = 'https://loom.example/@ines';
const page = 'https://ines.example/about';
const me = `<a rel="me" href="${target}">me</a>`;

describe('whether a page links back', () => {
  test.each([
    ['a link', me],
    ['in the head', `<html><head><link href=${target} rel=me></head>`],
    ['in capitals, other words beside it', `<A HREF='${target}' REL="nofollow ME noopener">`],
    ['over lines', `<a\n  class="x"\n\trel = "me"\n  href =\n"${target}"\n>`],
    ['with its sign escaped', `<a rel=me href="https://loom.example/%40ines">`],
    ['with entities', `<a rel=me href="https:&#x2F;&#47;loom.example/&commat;ines">`],
    ['with a slash at the end', `<a rel=me href="${target}/">`],
    ['after a comment and a script that speak of others', `<!-- <a> --><script>"</a>"</script>${me}`],
    ['after what is no tag', `1 < 2 <3 </p <!doctype html> <? x ?> ${me}`],
    ['after an attribute with an angle', `<p title="a > b">${me}`],
  ])('yes: %s', (_what, html) => {
    expect(linksBack(html, target, page)).toBe(true);
  });

  test.each([
    ['without rel', `<a href="${target}">`],
    ['with another rel', `<a rel="menu same-me" href="${target}">`],
    ['to somebody else', `<a rel=me href="https://loom.example/@inesa">`],
    ['to another server with the path', `<a rel=me href="https://evil.example/@ines">`],
    ['to another scheme', `<a rel=me href="http://loom.example/@ines">`],
    ['by a path alone', `<a rel=me href="/@ines">`],
    ['by the second of two addresses', `<a rel=me href="https://x.example/" href="${target}">`],
    ['in a comment', `<!-- ${me} -->`],
    ['in a comment without end', `<!-- ${me}`],
    ['in a script', `<script>${me}</script>`],
    ['in a script without end', `<script>${me}`],
    ['in a text field', `<textarea>${me}</textarea>`],
    ['in a template', `<template>${me}</template>`],
    ['in an attribute', `<p title='${me}'>`],
    ['in a tag without end', `<a rel=me href="${target}"`],
    ['in a value without end', `<a rel=me href="${target} >${me.replaceAll('"', "'")}`],
    ['as text', `&lt;a rel="me" href="${target}"&gt; ${target}`],
    ['on another element', `<area rel=me href="${target}">`],
  ])('no: %s', (_what, html) => {
    expect(linksBack(html, target, page)).toBe(false);
  });

  test('no page makes it slow', () => {
    const size = 1024 * 1024;
    for (const piece of [
      '<',
      '<a ',
      '<!--',
      '<script>',
      '<a "',
      "<a x='",
      '<a x="" ',
      '<a =',
      '</',
      '<a/',
      '&#',
    ]) {
      const html = piece.repeat(size / piece.length);
      const began = performance.now();
      expect(linksBack(html, target, page)).toBe(false);
      expect([piece, performance.now() - began < 1_000]).toEqual([piece, true]);
    }
  });
});

describe('the pages people named as theirs', () => {
  let loom: TestNode;
  let third: Peer;
  let other: Peer;
  let ines: Member;
  beforeAll(async () => {
    [loom, third, other] = await Promise.all([
      startTestNode({ kind: 'embedded', handle: 'loom', isWorking: false }),
      startPeer(),
      startPeer(),
    ]);
    ines = await fullSignpost(loom, 'ines');
  });
  afterAll(() => Promise.all([loom?.close(), third?.close(), other?.close()]));

  const mine = () => `<a rel="me" href="${loom.origin}/@ines">`;
  const fetcher = (allowPrivate = true) =>
    createPageFetcher({
      dispatcher: guardedDispatcher({ allowPrivate, lookup: loopbackLookup }),
      sign: async () => ({ signature: 'never sent' }),
      allowHttp: true,
      userAgent: 'Guildhall/test',
      isBlocked: (host) => host === 'blocked.example',
      timeoutMs: 400,
    });
  const html = (body: string, type = 'text/html; charset=utf-8'): Answer => ({
    headers: { 'content-type': type },
    body,
  });
  const linkAt = async (url: string): Promise<SignpostLink | undefined> => {
    const signpost = await readSignpost(loom.db, ines.id, await databaseTime(loom.db));
    return signpost.links.find((link) => link.url === url);
  };
  /** Names a page and looks at it; what came of it. */
  const lookAt = async (url: string, allowPrivate = true) => {
    await loom.work((work) => addLink(work, ines, { url, label: '' }));
    await loom.db
      .updateTable('signpost_link')
      .set({ check_at: Temporal.Instant.from('2000-01-01T00:00Z') })
      .where('url', '=', url as SignpostLink['url'])
      .execute();
    await lookAtLinks({ db: loom.db, origin: loom.origin }, fetcher(allowPrivate));
    const link = await linkAt(url);
    await loom.db
      .deleteFrom('signpost_link')
      .where('url', '=', url as SignpostLink['url'])
      .execute();
    return {
      isVerified: link?.verifiedAt !== null,
      failure: link?.failure,
      wasSeen: link?.checkedAt !== null,
    };
  };
  const verified = { isVerified: true, failure: null, wasSeen: true };
  const failed = (failure: string) => ({ isVerified: false, failure, wasSeen: true });

  it('is verified where it links back, asked for without a signature', async () => {
    third.serve('/about', html(mine()));
    expect(await lookAt(`${third.origin}/about`)).toEqual(verified);
    const asked = third.requests.at(-1);
    expect(asked?.headers).toMatchObject({ accept: 'text/html, application/xhtml+xml' });
    expect(asked?.headers['signature']).toBeUndefined();
  });

  it('is not where it links to somebody else, is no page, or is not there', async () => {
    third.serve('/else', html(mine().replace('@ines', '@omar')));
    expect(await lookAt(`${third.origin}/else`)).toEqual(failed('no_link_back'));
    third.serve('/text', html(mine(), 'text/plain'));
    expect(await lookAt(`${third.origin}/text`)).toEqual(failed('not_html'));
    third.serve('/json', { type: 'Note', content: mine() });
    expect(await lookAt(`${third.origin}/json`)).toEqual(failed('not_html'));
    expect(await lookAt(`${third.origin}/missing`)).toEqual(failed('no_link_back'));
    third.serve('/broken', { status: 500, ...html(mine()) });
    expect(await lookAt(`${third.origin}/broken`)).toEqual(failed('refused'));
  });

  it('follows up to three redirects, to other servers too, each judged anew', async () => {
    other.serve('/end', html(mine()));
    const hop = (to: string): Answer => ({ status: 302, headers: { location: to } });
    third.serve('/3', hop('/2'));
    third.serve('/2', hop('/1'));
    third.serve('/1', hop(`${other.origin}/end`));
    third.serve('/4', hop('/3'));
    expect(await lookAt(`${third.origin}/3`)).toEqual(verified);
    expect(await lookAt(`${third.origin}/4`)).toEqual(failed('refused'));
    third.serve('/loop', hop('/loop'));
    third.clear();
    expect(await lookAt(`${third.origin}/loop`)).toEqual(failed('refused'));
    expect(third.requests.length).toBeLessThan(6);
    for (const to of [
      'http://blocked.example/',
      'file:///etc/passwd',
      'http://user@third.test/',
      'gopher://x/',
    ]) {
      third.serve('/away', hop(to));
      expect([to, await lookAt(`${third.origin}/away`)]).toEqual([to, failed('refused')]);
    }
  });

  it('a page without end, and one that comes too slowly, are given up', async () => {
    third.serve('/huge', html(`${'x'.repeat(1024 * 1024)}${mine()}`));
    expect((await lookAt(`${third.origin}/huge`)).isVerified).toBe(false);
    third.serve('/slow', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const timer = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(timer));
    });
    expect(await lookAt(`${third.origin}/slow`)).toEqual(failed('timeout'));
    third.serve('/silent', () => undefined);
    expect(await lookAt(`${third.origin}/silent`)).toEqual(failed('timeout'));
  });

  it('no connection is made to what is not public, by its number, its name or a redirect', async () => {
    third.clear();
    const { port } = new URL(third.origin);
    for (const host of ['127.0.0.1', '[::1]', 'metadata.test', '0.0.0.0', '2130706433']) {
      expect([host, await lookAt(`http://${host}:${port}/about`, false)]).toEqual([host, failed('refused')]);
    }
    expect(third.requests).toEqual([]);
  });

  it('our own pages do not vouch for themselves', async () => {
    expect(await lookAt(`${loom.origin}/@ines`)).toEqual(failed('refused'));
  });

  it('what was verified and links back no more is not; what cannot be reached stays as it was', async () => {
    const url = `${third.origin}/mine`;
    third.serve('/mine', html(mine()));
    await loom.work((work) => addLink(work, ines, { url, label: '' }));
    const look = async () => {
      await loom.db
        .updateTable('signpost_link')
        .set({ check_at: Temporal.Instant.from('2000-01-01T00:00Z') })
        .execute();
      await lookAtLinks({ db: loom.db, origin: loom.origin }, fetcher());
      return (await linkAt(url))?.verifiedAt ?? null;
    };
    const seen = await look();
    expect(seen).not.toBeNull();
    third.serve('/mine', () => undefined);
    expect(await look()).toEqual(seen);
    third.serve('/mine', html('nothing'));
    expect(await look()).toBeNull();
  });

  it('followers are told when a page becomes, or is no longer, theirs, and not every week', async () => {
    const url = `${third.origin}/told`;
    third.serve('/told', html(mine()));
    await loom.work((work) => addLink(work, ines, { url, label: 'Told' }));
    await loom.db.deleteFrom('outbox').execute();
    const told = async () => {
      await loom.db
        .updateTable('signpost_link')
        .set({ check_at: Temporal.Instant.from('2000-01-01T00:00Z') })
        .where('url', '=', url as SignpostLink['url'])
        .execute();
      await lookAtLinks({ db: loom.db, origin: loom.origin }, fetcher());
      const rows = await loom.db.selectFrom('outbox').select('kind').execute();
      return rows.length;
    };
    expect(await told()).toBe(1);
    expect(await told()).toBe(1);
    third.serve('/told', html('nothing'));
    expect(await told()).toBe(2);
    const notices = await loom.db.selectFrom('notice').select(['event', 'payload']).execute();
    expect(notices.filter(({ payload }) => JSON.stringify(payload).includes(url))).toHaveLength(1);
  });

  it('is looked at by the workers of a node', async () => {
    const url = `${third.origin}/worked`;
    third.serve('/worked', html(mine()));
    await loom.work((work) => addLink(work, ines, { url, label: '' }));
    loom.startWork();
    await expect.poll(async () => (await linkAt(url))?.verifiedAt ?? null, { timeout: 5_000 }).not.toBeNull();
    await loom.stopWork();
  });
});
