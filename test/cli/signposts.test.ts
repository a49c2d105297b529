import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addMember } from '../../src/domain/members/commands.ts';
import { inWork } from '../../src/domain/work.ts';
import { generateActorKeys } from '../../src/platform/actor-keys.ts';
import { actor, json as bytesOf, tarGzOf } from '../domain/signposts/archives.ts';
import { type CommandLine, openCommandLine } from './cli-node.ts';

describe('signposts on the command line', () => {
  let line: CommandLine;
  beforeAll(async () => {
    line = await openCommandLine(true);
    await inWork(line.platform, (work) =>
      addMember(work, { name: 'Bo', handle: 'bo', email: null, hats: [] }, (owner) =>
        generateActorKeys(line.platform.seal, owner),
      ),
    );
  });
  afterAll(() => line.close());

  const said = {
    headline: 'Boat builder',
    do: [{ name: 'carpentry', level: 4 }],
    terms: [{ kind: 'barter', note: 'tables' }],
    contact: { policy: 'anyone', how: 'bo@mail.example' },
  };

  test('are written from a file or standard input, and shown as one asks', async () => {
    const written = await line.json(['signpost', 'set', 'bo', '-'], JSON.stringify(said));
    expect(written).toMatchObject({
      code: 0,
      answer: {
        handle: 'bo@loom.test',
        do: [{ name: 'Carpentry', level: 4 }],
        audiences: { terms: 'members' },
      },
    });
    const { out } = await line.run(['signpost', 'show', '@bo']);
    expect(out).toContain('headline       Boat builder');
    expect(out).toContain('does           Carpentry (4)');
    const { answer } = await line.json(['signpost', 'show', 'bo', '--as', 'anyone']);
    expect(answer).toMatchObject({ headline: 'Boat builder' });
    for (const field of ['contact', 'terms', 'audiences']) expect(answer).not.toHaveProperty(field);
  });

  test('are refused with the field that is wrong', async () => {
    expect(
      await line.json(['signpost', 'set', 'bo', '-'], '{"do": [{"name": "Law", "level": 7}]}'),
    ).toMatchObject({
      code: 1,
      error: { error: { code: 'signpost.level' } },
    });
    expect(await line.json(['signpost', 'set', 'bo', '-'], '{')).toMatchObject({
      error: { error: { code: 'file.json' } },
    });
    expect(await line.json(['signpost', 'show', 'nobody'])).toMatchObject({
      error: { error: { code: 'member.unknown' } },
    });
  });

  test('are exported in three forms', async () => {
    const resume = await line.run(['signpost', 'export', 'bo']);
    expect(JSON.parse(resume.out.join('\n'))).toMatchObject({ basics: { label: 'Boat builder' } });
    const page = await line.run(['signpost', 'export', 'bo', '--format', 'html', '--as', 'anyone']);
    expect(page.out[0]).toBe('<!doctype html>');
    expect(page.out.join('\n')).not.toContain('tables');
    const { answer } = await line.json(['signpost', 'export', 'bo', '--format', 'csv']);
    expect(answer).toMatchObject([{ name: 'bo-skills.csv' }, {}, { name: 'bo-terms.csv' }, {}]);
    expect((await line.run(['signpost', 'export', 'bo', '--format', 'pdf'])).code).toBe(2);
  });

  test('take in what somebody brings, after showing it', async () => {
    const file = join(line.folder, 'archive.tar.gz');
    await writeFile(file, tarGzOf({ 'actor.json': bytesOf(actor) }));
    const shown = await line.run(['signpost', 'import', 'bo', file]);
    expect(shown.out[0]).toBe('Would be added (say --apply to do it):');
    expect(shown.out).toContain('link   https://shop.example/?a=1&b=2');
    const done = await line.json(['signpost', 'import', 'bo', file, '--apply']);
    expect(done).toMatchObject({
      code: 0,
      answer: { isApplied: true, added: { about: 'I mend boats. And more' } },
    });
    expect((await line.run(['signpost', 'import', 'bo', file, '--apply'])).out).toEqual([
      'Nothing in it is new.',
    ]);
    for (const path of ['archive.tar.gz', join(line.folder, 'none')])
      expect(await line.json(['signpost', 'import', 'bo', path])).toMatchObject({
        code: 1,
        error: { error: { code: 'file.unreadable' } },
      });
  });

  test('go with their person, who is erased only by who is certain, also after they left', async () => {
    const doubt = await line.run(['person', 'erase', 'bo']);
    expect([doubt.code, doubt.err.join(' ')]).toEqual([2, expect.stringContaining('--certain')]);
    expect((await line.run(['signpost', 'show', 'bo'])).code).toBe(0);
    await line.platform.db
      .updateTable('member')
      .set({ stage: 'alum', left_at: Temporal.Now.instant() })
      .where('id', 'in', line.platform.db.selectFrom('signpost').select('member_id'))
      .execute();
    expect(await line.json(['person', 'erase', 'bo', '--certain'])).toMatchObject({
      code: 0,
      answer: { handle: 'bo', erased: true },
    });
    expect(await line.platform.db.selectFrom('signpost').selectAll().execute()).toEqual([]);
    expect((await line.json(['person', 'erase', 'bo', '--certain'])).error).toMatchObject({
      error: { code: 'member.unknown' },
    });
    expect((await line.json(['person', 'erase', 'ada', '--certain'])).error).toMatchObject({
      error: { code: 'member.last_steward' },
    });
  });
});
