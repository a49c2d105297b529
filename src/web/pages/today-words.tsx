import type { Child } from 'hono/jsx';
import { paths } from '../../core/iri.ts';
import type { CountedTask, Task } from '../../domain/notices/today.ts';
import type { Say } from '../../words/say.ts';
import { TimeStamp } from '../components/time.tsx';

/** What a thing on Today is called, what it is about, and where it is done. */
export interface Told {
  readonly title: string;
  readonly about: Child;
  readonly href: string;
  /** The words of the button. */
  readonly act: string;
}

/** A task in words. */
export function taskWords(say: Say, task: Task): Told {
  if (task.kind === 'signpost') return signpostWords(say, task);
  const { kind, ...values } = task;
  const named = { ...values, opportunity: '' };
  return {
    title: say(`today.${kind}_title`, named),
    about: say(`today.${kind}_about`),
    href: 'opportunity' in task ? paths.opportunity(task.opportunity) : pageOf[task.kind],
    act: say(`today.${kind}_act`),
  };
}

const pageOf: Readonly<Record<CountedTask | 'vouch' | 'admit' | 'invited', string>> = {
  followers: '/allies#asked',
  vouch: '/applications',
  admit: '/applications',
  guests: '/affiliations',
  invited: '/affiliations',
  sign_in: '/settings/mail',
  deliveries: '/deliveries?state=gave+up',
  passkeys: '/settings/sign-in',
};

const stepHref = {
  do: '/me/skills/do',
  introduction: '/me/introduction',
  availability: '/me/availability',
  still_free: '/me/availability',
  terms: '/me/terms',
  work: '/me/work/new',
} as const;

function signpostWords(say: Say, { step, confirmedAt }: Extract<Task, { kind: 'signpost' }>): Told {
  const about =
    step === 'still_free' && confirmedAt !== null ? (
      <>
        {say('today.step_still_free_about')} <TimeStamp at={confirmedAt} look="brief" />
      </>
    ) : (
      say(`today.step_${step}_about`)
    );
  return {
    title: say(`today.step_${step}_title`),
    about,
    href: stepHref[step],
    act: say(`today.step_${step}_act`),
  };
}
