import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireCollective } from '../../../src/domain/collective/queries.ts';
import { contrastOf } from '../../../src/web/components/contrast.ts';
import { openSite, type TestSite, type Visitor } from '../pages/site.ts';

let site: TestSite;
let steward: Visitor;
beforeAll(async () => {
  site = await openSite();
  const { steward: ana } = await site.found();
  steward = site.visitor();
  await steward.signIn(await site.signInToken(ana.id));
});
afterAll(() => site.close());

const collective = () => requireCollective(site.platform.db);
const profile = {
  name: 'Loom',
  purpose: 'We weave.',
  language: 'en',
  colour: '#024e7c',
  follow: 'approve',
  join: 'invitation',
};

describe('what a collective says of itself', () => {
  test('is changed with a colour of its own and a quota, whose contrast is said', async () => {
    const saved = await steward.post('/settings/collective', {
      ...profile,
      own: '#FFEE00',
      invitations: '12',
    });
    expect([saved.status, saved.headers.get('location')]).toEqual([
      303,
      '/settings/collective?done=settings',
    ]);
    expect(await collective()).toMatchObject({ colour: '#ffee00', invitationQuota: 12 });
    const { text } = await steward.get('/settings/collective');
    const { day } = contrastOf('#ffee00');
    expect(text).toContain(`${Math.floor(day * 10) / 10} to 1`);
    expect(text).toContain('value="12"');
  });

  test.each([
    ['own', 'red'],
    ['own', '#12345'],
    ['invitations', '-1'],
    ['invitations', '1001'],
    ['invitations', 'many'],
  ])('with %s %j is refused beside its field, and nothing is changed', async (name, value) => {
    const { status, text } = await steward.post('/settings/collective', {
      ...profile,
      name: 'Other',
      [name]: value,
    });
    expect([status, text.includes(`id="f-${name}-error"`)]).toEqual([400, true]);
    expect((await collective()).name).toBe('Loom');
  });

  test('has five open invitations for each member until somebody says otherwise', async () => {
    const other = await openSite();
    expect((await other.found()).collective.invitationQuota).toBe(5);
    await other.close();
  });
});

test.each(['#ffffff', '#000000', '#ffff00', '#00ff00', '#0000ff', '#ff00ff'] as const)(
  'no choice of colour makes a page unreadable: %s',
  (colour) => {
    const { day, night, button } = contrastOf(colour);
    expect(day).toBeGreaterThan(7);
    expect(night).toBeGreaterThan(7);
    expect(button).toBeGreaterThan(4.5);
  },
);

/** Send a picture with the form of the page. */
async function send(picture: Uint8Array, name = 'logo.png', type = 'image/png') {
  const form = new FormData();
  form.set('logo', new File([new Uint8Array(picture)], name, { type }));
  const cookie = [...steward.cookies].map(([key, value]) => `${key}=${value}`).join('; ');
  const headers = { cookie, origin: site.origin, accept: 'text/html' };
  const url = `${site.origin}/settings/logo`;
  const response = await fetch(url, { method: 'POST', body: form, headers, redirect: 'manual' });
  return { status: response.status, text: await response.text() };
}

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#803020' } });

/** A PNG that says it is as large as one likes, and holds one line of nothing. */
function pngOf(width: number, height: number): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const table = Array.from({ length: 256 }, (_, n) => {
      let c = n;
      for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
      return c >>> 0;
    });
    const crc = body.reduce((c, byte) => (table[(c ^ byte) & 255] ?? 0) ^ (c >>> 8), 0xffffffff) ^ 0xffffffff;
    const [length, end] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    end.writeUInt32BE(crc >>> 0);
    return Buffer.concat([length, body, end]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const magic = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const data = chunk('IDAT', deflateSync(Buffer.alloc(1000)));
  return Buffer.concat([magic, chunk('IHDR', head), data, chunk('IEND', Buffer.alloc(0))]);
}

describe('a logo', () => {
  const pathNow = async () => (await collective()).logo;

  test.each([
    ['png', 'image/png', () => plain(300, 200).png().toBuffer()],
    ['jpeg', 'image/jpeg', () => plain(300, 200).jpeg().toBuffer()],
    ['webp', 'image/webp', () => plain(300, 200).webp().toBuffer()],
    ['avif', 'image/avif', () => plain(300, 200).avif().toBuffer()],
  ])('as %s is drawn anew in two forms and stands on every page', async (kind, type, make) => {
    expect((await send(await make(), `logo.${kind}`, type)).status).toBe(303);
    const path = (await pathNow()) ?? '';
    expect(path).toMatch(/^\/media\/logo-[0-9a-f]{64}\.png$/);
    const page = (await site.visitor().get('/')).text;
    expect(page).toContain(`<link rel="icon" href="${path}" type="image/png"/>`);
    expect(page).toContain(`src="${path.replace(/png$/, 'webp')}"`);
    for (const [form, px] of [
      ['png', 256],
      ['webp', 512],
    ] as const) {
      const response = await fetch(`${site.origin}${path.replace(/png$/, form)}`);
      const { headers } = response;
      expect([response.status, headers.get('content-type')]).toEqual([200, `image/${form}`]);
      expect(headers.get('content-security-policy')).toContain('sandbox');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toContain('immutable');
      expect(headers.get('set-cookie')).toBeNull();
      const { format, width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
      expect([format, width, height]).toEqual([form, px, px]);
    }
  });

  test('keeps nothing of what came but its pixels: no place, no camera, nothing behind its end', async () => {
    const exif = { IFD0: { Copyright: 'SECRET-EXIF', Make: 'SECRET-EXIF' } };
    const jpeg = await plain(100, 100).withExif(exif).jpeg().toBuffer();
    expect(jpeg.includes('SECRET-EXIF')).toBe(true);
    expect(
      (await send(Buffer.concat([jpeg, Buffer.from('<script>SECRET-TAIL</script>')]), 'x.jpg')).status,
    ).toBe(303);
    const path = (await pathNow()) ?? '';
    for (const form of ['png', 'webp']) {
      const bytes = await (await fetch(`${site.origin}${path.replace(/png$/, form)}`)).bytes();
      expect(Buffer.from(bytes).toString('latin1')).not.toContain('SECRET');
    }
  });

  test('tells followers that the collective looks different', async () => {
    const { db } = site.platform;
    const count = async () =>
      (await db.selectFrom('outbox').select('id').where('kind', '=', 'actor.updated').execute()).length;
    const before = await count();
    await send(await plain(64, 64).png().toBuffer());
    expect(await count()).toBe(before + 1);
  });

  test.each<[string, number, () => Promise<Uint8Array> | Uint8Array]>([
    ['an SVG', 415, () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')],
    ['a GIF', 415, () => plain(10, 10).gif().toBuffer()],
    ['a TIFF', 415, () => plain(10, 10).tiff().toBuffer()],
    [
      'a page that hides a PNG',
      415,
      async () => Buffer.concat([Buffer.from('<html>'), await plain(9, 9).png().toBuffer()]),
    ],
    ['a PDF', 415, () => Buffer.from('%PDF-1.7\n')],
    ['a PNG that ends too early', 400, async () => (await plain(200, 200).png().toBuffer()).subarray(0, 90)],
    [
      'the first bytes of a PNG before an SVG',
      400,
      () => Buffer.from('\x89PNG\r\n\x1a\n<svg></svg>', 'latin1'),
    ],
    ['the first bytes of a JPEG before a page', 400, () => Buffer.from('\xff\xd8\xff<html>', 'latin1')],
    ['a WebP that is none', 400, () => Buffer.from('RIFF\x10\0\0\0WEBP<script>', 'latin1')],
    ['an AVIF that is none', 400, () => Buffer.from('\0\0\0\x20ftypavif<script>', 'latin1')],
    ['fifty thousand pixels each way', 413, () => pngOf(50_000, 50_000)],
    ['more than forty million pixels', 413, () => pngOf(6400, 6400)],
    ['more than two megabytes', 413, () => Buffer.concat([pngOf(9, 9), Buffer.alloc(2 * 1024 * 1024)])],
    ['ten megabytes', 413, () => Buffer.alloc(10 * 1024 * 1024)],
  ])('that is %s is refused with %i, and the old one stays', async (_, expected, make) => {
    const before = await pathNow();
    const { status, text } = await send(await make());
    expect([status, await pathNow()]).toEqual([expected, before]);
    expect(text).toContain('<h1');
  });

  test('is refused without a file, as another kind of form, from elsewhere, and from others', async () => {
    expect((await send(new Uint8Array())).status).toBe(400);
    expect((await steward.post('/settings/logo', { logo: 'x' })).status).toBe(415);
    const form = new FormData();
    form.set('logo', new File(['x'], 'x.png'));
    const post = (headers: Record<string, string>) =>
      fetch(`${site.origin}/settings/logo`, { method: 'POST', body: form, headers, redirect: 'manual' });
    expect((await post({ origin: 'https://evil.test', accept: 'text/html' })).status).toBe(403);
    expect((await post({ origin: site.origin, accept: 'text/html' })).status).toBe(401);
  });

  test('is removed, and its address with it', async () => {
    const path = (await pathNow()) ?? '';
    expect((await steward.post('/settings/logo/remove')).status).toBe(303);
    expect(await pathNow()).toBeNull();
    expect((await fetch(`${site.origin}${path}`)).status).toBe(404);
    const page = (await site.visitor().get('/')).text;
    expect(page).not.toContain('/media/logo-');
    expect(page).toContain('type="image/svg+xml"');
  });

  test.each(['/media/logo-x.png', '/media/../package.json', `/media/logo-${'0'.repeat(64)}.svg`, '/media/'])(
    'is the only thing under /media: not %s',
    async (path) => {
      expect((await site.visitor().get(path)).status).toBe(404);
    },
  );
});
