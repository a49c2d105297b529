import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Iri } from '../../src/core/id.ts';
import { keepRemoteActor } from '../../src/domain/actors/commands.ts';
import { admitGuest, guestClaims, receiveJoin } from '../../src/domain/affiliations/guests.ts';
import { askToJoin, receiveInvite } from '../../src/domain/affiliations/memberships.ts';
import { setFederated } from '../../src/domain/members/commands.ts';
import { requireMember } from '../../src/domain/members/queries.ts';
import { inWork } from '../../src/domain/work.ts';
import { stranger } from '../domain/house.ts';
import { axeViolations, sidewaysPixels, withPage } from '../support/browser.ts';
import { openSite, type TestSite, type Visitor } from '../web/pages/site.ts';

const pictures = process.env['LOOK_SCREENSHOTS'];
let site: TestSite;
let steward: Visitor;
beforeAll(async () => {
  site = await openSite();
  const { id } = (await site.found()).steward;
  steward = site.visitor();
  await steward.signIn(await site.signInToken(id));
  await inWork(site.platform, async (work) => {
    await setFederated(work, await requireMember(work.tx, id), true);
    const us = await requireMember(work.tx, id);
    const keep = (handle: string, type: 'Person' | 'Group') =>
      keepRemoteActor(work, stranger(handle, { type, name: `${handle.split('@')[1]} of a long name` }));
    for (const handle of [
      '@ana@kiln.example',
      '@bea@kiln.example',
      '@cleo@a-very-long-name-of-a-server.example',
    ]) {
      const person = await keep(handle, 'Person');
      await receiveJoin(work, person, null, 'We audited the portal together last spring.');
      if (handle.startsWith('@bea')) await admitGuest(work, us, person.id);
      if (handle.startsWith('@bea')) await guestClaims(work, person.id, true);
    }
    const reef = await keep('@reef@reef.example', 'Group');
    await receiveInvite(work, us, reef, `${reef.iri}/1` as Iri);
    await askToJoin(work, us, await keep('@kiln@kiln.example', 'Group'), '');
  });
});
afterAll(() => site.close());

test.each([360, 1280])(
  'the page of memberships can be used by everybody at %i pixels',
  { timeout: 60_000 },
  async (width) => {
    const { text } = await steward.get('/affiliations');
    const actor = /remove\?actor=([^"]+)"/.exec(text)?.[1];
    const pages = {
      '/affiliations': text,
      '/affiliations/remove': (await steward.get(`/affiliations/remove?actor=${actor}`)).text,
    };
    await withPage(`${site.origin}/healthz`, { width }, async (page) => {
      for (const [path, html] of Object.entries(pages)) {
        const url = site.origin + path;
        await page.route(url, (route) =>
          route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' }),
        );
        await page.goto(url);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          expect(await axeViolations(page), `${path} ${colorScheme}`).toEqual([]);
        }
        expect(await sidewaysPixels(page), path).toBe(0);
        if (pictures !== undefined)
          await page.screenshot({
            path: `${pictures}/${path.replaceAll('/', '_')}-${width}.png`,
            fullPage: true,
          });
        await page.unroute(url);
      }
    });
  },
);
