// Says when the Fedify set can be moved up (docs/adr/0003): when one version of every package of it is to be had that
// closes the advisories our own gate, loader and dispatcher cover meanwhile. Never fails; without a registry it says so.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const packages = ['fedify', 'vocab', 'vocab-runtime', 'vocab-tools', 'webfinger', 'uri-template', 'testing'];
/** The first version of each line that is enough: 2.3.15, 2.4.5, and everything later. */
const floors = [
  [2, 3, 15],
  [2, 4, 5],
];
const run = promisify(execFile);

async function versionsOf(name) {
  const { stdout } = await run('npm', ['view', `@fedify/${name}`, 'versions', '--json'], { timeout: 30_000 });
  return new Set([JSON.parse(stdout)].flat());
}

function isEnough(version) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) return false;
  const [major, minor, patch] = version.split('.').map(Number);
  const floor = floors.find(([x, y]) => x === major && y === minor);
  return floor === undefined ? major > 2 || (major === 2 && minor > 4) : patch >= floor[2];
}

try {
  const [first, ...others] = await Promise.all(packages.map(versionsOf));
  const whole = [...first].filter((version) => isEnough(version) && others.every((has) => has.has(version)));
  console.log(
    whole.length === 0
      ? 'Fedify: no whole set to move up to yet (docs/adr/0003).'
      : `Fedify: ${whole.join(', ')} can be had whole. Move up, see docs/adr/0003.`,
  );
} catch {
  console.log('Fedify: the registry could not be asked for newer versions.');
}
