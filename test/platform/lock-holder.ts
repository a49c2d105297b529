import { FolderInUseError, lockFolder } from '../../src/platform/folder-lock.ts';

/**
 * A process that tries to take a data folder, at a given moment (milliseconds since 1970) where one is named, says how
 * it went in one line, and keeps the folder until it is killed. Run by `folder-lock.test.ts`.
 */
const [dataDir = '', startAtMs = '0'] = process.argv.slice(2);
while (Date.now() < Number(startAtMs));
try {
  const lock = await lockFolder(dataDir);
  process.once('SIGTERM', () => void lock.release().then(() => process.exit(0)));
  setInterval(() => undefined, 1000);
  process.stdout.write('held\n');
} catch (error) {
  const isRefused = error instanceof FolderInUseError;
  process.stdout.write(
    `${isRefused ? 'refused' : 'broken'} ${error instanceof Error ? error.message : ''}\n`,
  );
}
