import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { packageFolder as root } from '../../src/platform/platform.ts';
import { assetRoutes, assets, houseIcon, houseStylesheet } from '../../src/web/assets.ts';
import { dyeColours, dyes, guestOf, houseOf } from '../../src/web/components/house.ts';
import { readSources } from '../support/source-files.ts';
import { specimens } from './specimen-server.tsx';

const routes = assetRoutes();

async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return await routes.request(path, { headers });
}

async function bytes(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

describe('styles and fonts', () => {
  test('the stylesheet is one file under an address that holds its hash, kept for ever', async () => {
    expect(assets().stylesheet).toMatch(/^\/assets\/[\w-]{12}\/style\.css$/);
    const response = await get(assets().stylesheet);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const css = (await bytes(response)).toString();
    expect(css).toContain('@layer tokens, base, components, print;');
    expect(css).toContain('.stateline');
  });

  test('every font the stylesheet names is served from its own hashed address, with its licence in the package', async () => {
    const css = (await bytes(await get(assets().stylesheet))).toString();
    const fonts = [...css.matchAll(/url\("([^"]+)"\)/g)].map((match) => match[1] ?? '');
    expect(fonts).toHaveLength(5);
    expect(fonts).toContain(assets().romanFont);
    for (const font of fonts) {
      const response = await get(font);
      expect(response.headers.get('content-type'), font).toBe('font/woff2');
      expect(response.headers.get('cache-control'), font).toContain('immutable');
      expect((await bytes(response)).subarray(0, 4).toString(), font).toBe('wOF2');
    }
    const files = readdirSync(join(root, 'src/web/fonts'));
    for (const family of ['newsreader', 'libre-franklin', 'noto-naskh-arabic', 'noto-sans-arabic']) {
      expect(
        files.some((file) => file.startsWith(family) && file.endsWith('.woff2')),
        family,
      ).toBe(true);
      expect(readFileSync(join(root, `src/web/fonts/LICENSE-${family}.txt`), 'utf8')).toContain(
        'SIL OPEN FONT LICENSE',
      );
    }
  });

  test('it travels compressed to whoever takes that, and is the same file', async () => {
    const plain = await bytes(await get(assets().stylesheet));
    const brotli = await get(assets().stylesheet, { 'accept-encoding': 'gzip, deflate, br, zstd' });
    expect(brotli.headers.get('content-encoding')).toBe('br');
    expect(brotli.headers.get('vary')).toBe('accept-encoding');
    const packed = await bytes(brotli);
    expect(brotliDecompressSync(packed).equals(plain)).toBe(true);
    expect(packed.length).toBeLessThan(25 * 1024);
    const gzip = await get(assets().stylesheet, { 'accept-encoding': 'br;q=0, gzip' });
    expect(gunzipSync(await bytes(gzip)).equals(plain)).toBe(true);
  });

  test('who has it already is told so', async () => {
    const first = await get(assets().stylesheet, { 'accept-encoding': 'br' });
    const again = await get(assets().stylesheet, {
      'accept-encoding': 'br',
      'if-none-match': first.headers.get('etag') ?? '',
    });
    expect(again.status).toBe(304);
    expect((await bytes(again)).length).toBe(0);
    expect((await get(assets().stylesheet, { 'if-none-match': '"another"' })).status).toBe(200);
  });

  test('a page from before an upgrade still gets a stylesheet, which is not kept under the old address', async () => {
    const response = await get('/assets/000000000000/style.css');
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  test.each([
    '/assets/000000000000/other.css',
    '/assets/x/..%2f..%2fpackage.json',
    '/assets/x/LICENSE-newsreader.txt',
    '/assets/x/',
  ])('nothing else in the folder can be asked for: %s', async (path) =>
    expect((await get(path)).status).toBe(404),
  );
});

describe('the colour of a collective', () => {
  const loom = houseOf('loom.example:3000', { colour: '#00507e' });

  test('one stored colour becomes a stylesheet of its own, for the page and for its marks', async () => {
    const address = houseStylesheet(loom) ?? '';
    const response = await get(address);
    expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(await response.text()).toBe(
      ':root,\n[data-house="loom.example:3000"] {\n  --house: #00507e;\n}\n',
    );
  });

  test('a dye needs none, because the common stylesheet holds it', () => {
    expect(houseStylesheet(houseOf('kiln.example', { colour: 'madder' }))).toBeUndefined();
    const tokens = readFileSync(join(root, 'src/web/styles/tokens.css'), 'utf8');
    const written = Object.fromEntries(
      [...tokens.matchAll(/\[data-dye="(\w+)"\] \{\s*--house: (#[0-9a-f]{6});/g)].map((match) => [
        match[1],
        match[2],
      ]),
    );
    expect(written).toEqual(dyeColours);
    expect(dyes).toHaveLength(12);
  });

  test.each([
    '/assets/house/x"]{}*{display:none/00507e.css',
    '/assets/house/a%22%5D%7B%7D*/00507e.css',
    '/assets/house/loom.example/red;}*{}.css',
    '/assets/house/loom.example/00507E.css',
    '/assets/house/loom.example/00507e',
    '/assets/icon/script/00507e.svg',
    '/assets/icon/arch/00507e"onload=.svg',
    '/assets/icon/constructor/00507e.svg',
  ])('no address can write a rule or a picture of its own: %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  test('the picture in the tab has the shape and the colour of the house', async () => {
    const response = await get(houseIcon(houseOf('kiln.example', { shape: 'arch', colour: 'madder' })));
    expect(response.headers.get('content-type')).toBe('image/svg+xml');
    expect(await response.text()).toContain('fill="#783218" d="M3 30V15a13 13 0 0 1 26 0v15Z"');
    expect((await get(houseIcon(guestOf('masto.example')))).status).toBe(200);
  });
});

test('the stylesheet holds no class that no component uses', () => {
  const css = readFileSync(join(root, 'src/web/styles/components.css'), 'utf8').replace(
    /\/\*[\s\S]*?\*\//g,
    '',
  );
  const ruled = new Set([...css.matchAll(/\.([a-z][a-z-]*)(?=[^;{}]*\{)/g)].map((match) => match[1] ?? ''));
  expect(ruled.size).toBeGreaterThan(60);
  const html = Object.values(specimens)
    .map((specimen) => String(specimen()))
    .join('');
  const drawn = [...html.matchAll(/ class="([^"]*)"/g)].map((match) => match[1] ?? '');
  // Not every part stands in a specimen: what a page alone draws is found by the words of its class.
  const written = readSources(['src/web']).flatMap(({ file }) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/class=(?:"([^"]*)"|\{([^}]*)\})/g)].map(
      ([, plain = '', computed = '']) =>
        `${plain} ${[...computed.matchAll(/['`]([^'`]*)['`]/g)].map((part) => part[1]).join(' ')}`,
    ),
  );
  const used = new Set([...drawn, ...written].flatMap((names) => names.split(/\s+/)));
  expect([...ruled].filter((name) => !used.has(name))).toEqual([]);
});

describe('where the files are found', () => {
  test('compiled code serves the same stylesheet', async () => {
    const folder = join(root, 'node_modules/.cache/guildhall-assets');
    mkdirSync(folder, { recursive: true });
    const settings = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        outDir: join(folder, 'dist'),
        rootDir: root,
        incremental: false,
        tsBuildInfoFile: null,
        types: ['node'],
      },
      include: [],
      files: [join(root, 'src/web/assets.ts')],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    const run = promisify(execFile);
    await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder]);
    const script = `const { assets } = await import(${JSON.stringify(join(folder, 'dist/src/web/assets.js'))}); console.log(assets().stylesheet)`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: tmpdir() });
    expect(stdout.trim()).toBe(assets().stylesheet);
    rmSync(folder, { recursive: true });
  });
});
