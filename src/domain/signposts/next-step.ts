import type { Signpost } from './signpost.ts';

/** The one thing a signpost wants most; undefined where nothing is missing. */
export type NextStep = 'do' | 'introduction' | 'availability' | 'still_free' | 'terms' | 'work';

/** What to do next about a signpost, one thing at a time, the most useful first: two skills are enough to be found. */
export function nextStep(signpost: Signpost): NextStep | undefined {
  const { skills, headline, availability, terms, work } = signpost;
  if (skills.do.length < 2) return 'do';
  if (headline === '') return 'introduction';
  if (availability.confirmedAt === null) return 'availability';
  if (availability.isStale) return 'still_free';
  if (terms.length === 0) return 'terms';
  if (work.length === 0) return 'work';
  return undefined;
}
