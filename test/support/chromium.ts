import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/**
 * The folder with the browser that comes inside its npm package, unpacked once per version. It is unpacked beside
 * and renamed, so two test processes never see half of it.
 */
async function unpackedBrowser(): Promise<string> {
  const manifest = createRequire(import.meta.url)
    .resolve('@sparticuz/chromium')
    .replace(/build.*$/, 'package.json');
  const home = join(tmpdir(), `guildhall-browser-${JSON.parse(readFileSync(manifest, 'utf8')).version}`);
  if (existsSync(home)) return home;
  const fresh = mkdtempSync(join(tmpdir(), 'guildhall-browser-'));
  const usual = process.env['TMPDIR'];
  process.env['TMPDIR'] = fresh;
  try {
    await sparticuz.executablePath();
  } finally {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
  }
  // Only the fonts of the package, so that a page is as wide on a bare machine as on a full one.
  writeFileSync(
    join(fresh, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${home}/fonts</dir><cachedir>${home}/cache</cachedir></fontconfig>`,
  );
  try {
    renameSync(fresh, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
    rmSync(fresh, { recursive: true });
  }
  return home;
}

/** Start the browser of the package, with its fonts and nothing of the machine. Who starts it closes it. */
export async function launchBrowser(): Promise<Browser> {
  const home = await unpackedBrowser();
  return await chromium.launch({
    executablePath: join(home, 'chromium'),
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
    env: { ...process.env, FONTCONFIG_FILE: join(home, 'fonts.conf') },
  });
}
