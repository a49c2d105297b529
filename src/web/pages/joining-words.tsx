import type { InvitationState } from '../../domain/joining/invitation.ts';
import { type Engagement, engagements, type Hat, type Stage } from '../../domain/members/member.ts';
import type { Say } from '../../words/say.ts';
import { Notice } from '../components/notice.tsx';
import { State, type StateName } from '../components/state.tsx';
import { useSay } from '../reader.tsx';

/** How somebody works with the collective, in a word. */
export function engagementWord(say: Say, engagement: Engagement): string {
  return say(`joining.engagement_${engagement}`);
}

/** The engagements to choose from. */
export function engagementOptions(say: Say): { value: Engagement; label: string }[] {
  return engagements.map((value) => ({ value, label: engagementWord(say, value) }));
}

/** The stages to come in at, with what each means. */
export function stageOptions(say: Say): { value: Stage; label: string; hint: string }[] {
  return [
    { value: 'member', label: say('joining.stage_member'), hint: say('joining.stage_member_hint') },
    { value: 'candidate', label: say('joining.stage_candidate'), hint: say('joining.stage_candidate_hint') },
  ];
}

/** What somebody looks after: "Steward, moderator"; a dash for nothing. */
export function hatWords(say: Say, hats: readonly Hat[]): string {
  return hats.length === 0 ? '–' : hats.map((hat) => say(`joining.hat_${hat}`)).join(', ');
}

const marks: Readonly<Record<InvitationState, StateName>> = {
  open: 'open',
  'wanted-again': 'pending',
  used: 'given',
  declined: 'declined',
  expired: 'expired',
  revoked: 'withdrawn',
};

/** The state of an invitation: mark and word. */
export function InvitationStateMark({ state }: { readonly state: InvitationState }) {
  const say = useSay();
  return <State state={marks[state]}>{say(`joining.state_${state}`)}</State>;
}

/** The line that says what was just done, by the word in `?done=`; nothing for anything else. */
export function JoiningDone({ done }: { readonly done: string | undefined }) {
  const say = useSay();
  const words = /^[a-z-]{1,20}$/.test(done ?? '') ? say.maybe('joining', `done_${done}`) : undefined;
  if (words === undefined) return null;
  return (
    <Notice tone="good" announced>
      <p>{words}</p>
    </Notice>
  );
}
