import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Audience,
  audiences,
  defaultAudiences,
  type Field,
  fields,
  maySee,
  type SignpostView,
  viewFor,
} from '../../../src/domain/signposts/signpost.ts';
import { signposts } from './samples.ts';

/** What of a view tells that a part may be seen. */
const shows: Readonly<Record<Exclude<Field, 'page'>, (view: SignpostView) => boolean>> = {
  introduction: (view) => view.headline !== undefined || view.hasIntroduction,
  do: (view) => view.do !== undefined,
  learning: (view) => view.learning !== undefined,
  dont: (view) => view.dont !== undefined,
  availability: (view) => view.availability !== undefined,
  terms: (view) => view.terms !== undefined,
  place: (view) => view.place !== undefined,
  zone: (view) => view.hasZone,
  languages: (view) => view.languages !== undefined,
  engagement: (view) => view.hasEngagement,
  contact: (view) => view.contact !== undefined,
  work: (view) => view.work !== undefined,
  links: (view) => view.links !== undefined,
};

/** Written down once more, by hand: for whom is what is for one audience. */
const readersOf: Readonly<Record<Audience, readonly Audience[]>> = {
  anyone: ['anyone', 'allies', 'members', 'me'],
  allies: ['allies', 'members', 'me'],
  members: ['members', 'me'],
  me: ['me'],
};

describe('who sees what of a signpost', () => {
  it('is whoever is as near as the audience of the part, for any signpost and reader', () => {
    fc.assert(
      fc.property(signposts, fc.constantFrom(...audiences), (signpost, reader) => {
        const view = viewFor(signpost, reader);
        const sees = (field: Field) => readersOf[signpost.audiences[field]].includes(reader);
        expect(view !== undefined).toBe(sees('page'));
        if (view === undefined) return;
        for (const field of fields)
          if (field !== 'page') expect([field, shows[field](view)]).toEqual([field, sees(field)]);
      }),
    );
  });

  it('grows with nearness: who is nearer sees all that others see', () => {
    fc.assert(
      fc.property(signposts, (signpost) => {
        const views = audiences.map((reader) => viewFor(signpost, reader));
        for (const [at, view] of views.entries()) {
          const nearer = views[at + 1];
          if (view === undefined || at + 1 === audiences.length) continue;
          expect(nearer).toBeDefined();
          for (const shown of Object.values(shows))
            if (nearer !== undefined && shown(view)) expect(shown(nearer)).toBe(true);
        }
      }),
    );
  });

  it('has a default for every part, and money, time and contact are not for anyone by it', () => {
    expect(Object.keys(defaultAudiences).sort()).toEqual([...fields].sort());
    for (const field of ['availability', 'terms', 'contact', 'learning', 'dont', 'engagement'] as const)
      expect(maySee('allies', defaultAudiences[field])).toBe(false);
  });
});
