import { paths } from '../core/iri.ts';
import type { Notice } from '../domain/notice.ts';
import type { Say } from './say.ts';

/** What happened, in one sentence, and the path of the page that has more; for Today and for letters. */
export function noticeWords(say: Say, notice: Notice): { readonly words: string; readonly href: string } {
  const { event, ...values } = notice;
  const named = Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  const key = notice.event === 'affiliation.answered' && !notice.isYes ? 'affiliation.declined' : event;
  const words = say.maybe('today', `notice_${key.replace('.', '_')}`, named) ?? event;
  return { words, href: noticeHref(notice) };
}

function noticeHref(notice: Notice): string {
  switch (notice.event) {
    case 'application.opened':
    case 'application.ready':
      return '/applications';
    case 'member.joined':
    case 'member.left':
      return paths.actor(notice.handle);
    case 'invitation.declined':
    case 'invitation.asked':
      return '/invitations';
    case 'follower.asked':
      return '/allies#asked';
    case 'affiliation.asked':
    case 'affiliation.answered':
    case 'affiliation.invited':
      return '/affiliations';
    case 'opportunity.posted':
      return paths.opportunity(notice.opportunity);
    case 'opportunity.from_ally':
      return '/opportunities?from=allies';
    case 'signpost.empty':
      return '/me';
    case 'link.failed':
      return '/me/links';
  }
}
