import type { ResumeWords } from '../../domain/signposts/resume-page.ts';
import type { Say } from '../../words/say.ts';
import { audienceKeys, levelKeys, listKeys, termsKeys } from './signpost-words.ts';

/** The words of an exported page in the language of a reader. */
export function resumeWords(say: Say): ResumeWords {
  return {
    language: say.language,
    do: say(listKeys.do),
    learning: say(listKeys.learning),
    dont: say(listKeys.dont),
    availability: say('signpost.free'),
    terms: say('signpost.head_terms'),
    place: say('signpost.fact_place'),
    languages: say('signpost.fact_languages'),
    contact: say('signpost.head_contact'),
    work: say('signpost.work'),
    links: say('signpost.links'),
    levels: { 1: say(levelKeys[1]), 2: say(levelKeys[2]), 3: say(levelKeys[3]), 4: say(levelKeys[4]) },
    termsKinds: {
      hourly: say(termsKeys.hourly),
      fixed: say(termsKeys.fixed),
      equity: say(termsKeys.equity),
      barter: say(termsKeys.barter),
      training: say(termsKeys.training),
      none: say(termsKeys.none),
    },
    fluencies: {
      native: say('signpost.fluency_native'),
      fluent: say('signpost.fluency_fluent'),
      working: say('signpost.fluency_working'),
      basic: say('signpost.fluency_basic'),
    },
    contactPolicies: {
      anyone: say('signpost.policy_anyone'),
      introduced: say('signpost.policy_introduced'),
      nobody: say('signpost.policy_nobody'),
    },
    evidence: { claimed: say('states.claimed'), witnessed: say('states.witnessed') },
    free: (hours) => (hours === null ? say('signpost.key_free') : say('signpost.hours', { hours })),
    booked: say('signpost.key_booked'),
    confirmed: (day) => say('signpost.said_on', { day }),
    stale: say('signpost.stale'),
    since: (year) => say('signpost.since', { when: String(year) }),
    from: (amount) => say('signpost.from_amount', { amount }),
    written: (collective, day) => say('signpost.written', { collective, day }),
  };
}

/** Who a file may be for, as a form offers it: the widest first. */
export function audienceOptions(say: Say) {
  return (['me', 'members', 'allies', 'anyone'] as const).map((audience) => ({
    value: audience,
    label: say(audienceKeys[audience]),
  }));
}
