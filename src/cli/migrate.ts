import { ensureVocabulary } from '../domain/skills/keep.ts';
import { migrate } from '../platform/migrate.ts';
import { migrationsFolder } from '../platform/platform.ts';
import type { Command } from './command.ts';

/** `guildhall migrate`: bring the schema up to date. Starting a node does it too. */
export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'Bring the database schema up to date.',
  words: [],
  options: {},
  opensNode: true,
  run: async ({ node }) => {
    const platform = await node.platform();
    const applied = await migrate(platform.store, migrationsFolder);
    await ensureVocabulary(platform);
    return {
      json: { applied },
      lines: applied.length === 0 ? ['The schema is up to date.'] : applied.map((name) => `Applied ${name}`),
    };
  },
};
