import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type Context, Hono } from 'hono';
import { packageFolder } from '../platform/platform.ts';
import { colourDigits, type House, isColour } from './components/house.ts';
import { shapePath } from './icons.tsx';

/** Addresses of the files every page needs; each carries a hash of its content, so it may be kept for ever. */
export interface Assets {
  /** Tokens, base and components as one stylesheet. */
  readonly stylesheet: string;
  /** The roman of the serif, worth preloading; every other font waits until a page needs it. */
  readonly romanFont: string;
}

/** The enhancement modules in `src/web/scripts`. A page is complete without any of them. */
export const scriptNames = ['passkeys', 'codes'] as const;
/** One of those. */
export type ScriptName = (typeof scriptNames)[number];

interface Asset {
  readonly hash: string;
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly packed?: { readonly br: Uint8Array<ArrayBuffer>; readonly gzip: Uint8Array<ArrayBuffer> };
}

const forever = 'public, max-age=31536000, immutable';

let loaded: Map<string, Asset> | undefined;

/** Every file by name, read once per process. */
function files(): Map<string, Asset> {
  loaded ??= readFiles(join(packageFolder, 'src', 'web'));
  return loaded;
}

function readFiles(folder: string): Map<string, Asset> {
  const found = new Map<string, Asset>();
  for (const name of readdirSync(join(folder, 'fonts')).filter((file) => file.endsWith('.woff2'))) {
    found.set(name, asset('font/woff2', readFileSync(join(folder, 'fonts', name))));
  }
  const css = ['tokens.css', 'base.css', 'components.css']
    .map((name) => readFileSync(join(folder, 'styles', name), 'utf8'))
    .join('\n')
    .replace(/url\("\.\.\/fonts\/([^"]+)"\)/g, (_, name: string) => `url("${addressIn(found, name)}")`);
  for (const name of scriptNames)
    found.set(`${name}.js`, asset('text/javascript; charset=utf-8', readScript(name, folder)));
  found.set('style.css', asset('text/css; charset=utf-8', Buffer.from(css)));
  return found;
}

/**
 * An enhancement module as browsers read it: compiled beside this file in a built package; straight from the sources,
 * only its types are taken out.
 */
function readScript(name: ScriptName, folder: string): Buffer {
  const built = join(import.meta.dirname, 'scripts', `${name}.js`);
  const text = existsSync(built)
    ? readFileSync(built, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '')
    : stripTypeScriptTypes(readFileSync(join(folder, 'scripts', `${name}.ts`), 'utf8'));
  return Buffer.from(text);
}

function asset(type: string, content: Buffer): Asset {
  const body = new Uint8Array(content);
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 12);
  if (type === 'font/woff2' || body.length < 1024) return { hash, type, body };
  return {
    hash,
    type,
    body,
    packed: { br: new Uint8Array(brotliCompressSync(body)), gzip: new Uint8Array(gzipSync(body)) },
  };
}

function addressIn(all: Map<string, Asset>, name: string): string {
  const found = all.get(name);
  if (found === undefined) throw new Error(`The stylesheet names ${name}, which is not in src/web/fonts.`);
  return `/assets/${found.hash}/${name}`;
}

/** The address of an enhancement module. */
export function scriptAddress(name: ScriptName): string {
  return addressIn(files(), `${name}.js`);
}

/** The addresses pages link to. Reads the files on first use. */
export function assets(): Assets {
  const all = files();
  return {
    stylesheet: addressIn(all, 'style.css'),
    romanFont: addressIn(all, 'newsreader-latin-opsz-normal.woff2'),
  };
}

/**
 * The stylesheet that gives a collective its own `#rrggbb`, or undefined when it wears a dye, which the common
 * stylesheet knows. The address holds all the rule says, so any process can answer it and it may be kept for ever.
 */
export function houseStylesheet(house: House): string | undefined {
  return house.colour?.startsWith('#')
    ? `/assets/house/${house.domain}/${house.colour.slice(1)}.css`
    : undefined;
}

/** The picture in the browser's tab: the shape of the house in its colour. */
export function houseIcon(house: House): string {
  return `/assets/icon/${house.shape}/${colourDigits(house.colour)}.svg`;
}

/** The routes under `/assets`; mount at `/`. They read no database and set no cookie. */
export function assetRoutes(): Hono {
  const routes = new Hono();
  routes.get('/assets/house/:domain/:file{[0-9a-f]{6}\\.css}', (context) => {
    const domain = context.req.param('domain');
    const colour = `#${context.req.param('file').slice(0, 6)}`;
    // Only what a host may contain gets into the rule, so no address can write CSS of its own.
    if (!/^[a-z0-9.:-]{1,260}$/.test(domain) || !isColour(colour)) return context.notFound();
    const css = `:root,\n[data-house="${domain}"] {\n  --house: ${colour};\n}\n`;
    return answer(context, asset('text/css; charset=utf-8', Buffer.from(css)), forever);
  });
  routes.get('/assets/icon/:shape/:file{[0-9a-f]{6}\\.svg}', (context) => {
    const path = shapePath(context.req.param('shape'));
    if (path === undefined) return context.notFound();
    const colour = context.req.param('file').slice(0, 6);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#${colour}" d="${path}"/></svg>`;
    return answer(context, asset('image/svg+xml', Buffer.from(svg)), forever);
  });
  routes.get('/assets/:hash/:name', (context) => {
    const found = files().get(context.req.param('name'));
    if (found === undefined) return context.notFound();
    // A page from before an upgrade asks for a hash we no longer have: today's file serves it, but is not kept.
    return answer(context, found, context.req.param('hash') === found.hash ? forever : 'no-cache');
  });
  return routes;
}

function answer(context: Context, found: Asset, cacheControl: string): Response {
  const encoding =
    found.packed === undefined ? undefined : encodingFor(context.req.header('accept-encoding') ?? '');
  const headers: Record<string, string> = {
    'cache-control': cacheControl,
    'content-type': found.type,
    'x-content-type-options': 'nosniff',
    etag: `"${found.hash}${encoding === undefined ? '' : `-${encoding}`}"`,
  };
  if (found.packed !== undefined) headers['vary'] = 'accept-encoding';
  if (encoding !== undefined) headers['content-encoding'] = encoding;
  if (context.req.header('if-none-match')?.includes(`"${found.hash}`))
    return context.body(null, 304, headers);
  return context.body(
    encoding === undefined ? found.body : (found.packed?.[encoding] ?? found.body),
    200,
    headers,
  );
}

function encodingFor(accepted: string): 'br' | 'gzip' | undefined {
  const takes = (name: string) =>
    new RegExp(`(?:^|[\\s,])${name}(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`).test(accepted);
  if (takes('br')) return 'br';
  return takes('gzip') ? 'gzip' : undefined;
}
