import { readConfig } from '../../src/config.ts';
import { openStore } from '../../src/platform/database.ts';
import { migrate } from '../../src/platform/migrate.ts';

/** A process that brings a database up to date and says which files it applied. Run, and killed, by `migrate.test.ts`. */
const [folder = ''] = process.argv.slice(2);
const store = await openStore(readConfig());
process.stdout.write('open\n');
const applied = await migrate(store, folder);
await store.close();
process.stdout.write(`${applied.join(',')}\n`);
