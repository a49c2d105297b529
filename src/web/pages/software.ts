import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { namespace } from '../../core/iri.ts';
import { packageFolder } from '../../platform/platform.ts';

/** What runs here, for the foot of every page: the version of the package, and where the software is at home. */
export const software: { readonly version: string; readonly href: string } = {
  version: readVersion(),
  href: namespace.replace(/\/ns#$/, ''),
};

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return hasVersion ? String(manifest.version) : 'unknown';
}
