import { addMember, chooseTimeZone } from '../../src/domain/members/commands.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { requireMember } from '../../src/domain/members/queries.ts';
import {
  chooseFediverse,
  introduce,
  setAudiences,
  setAvailability,
  setContact,
  setLanguages,
  setPlace,
  setTerms,
} from '../../src/domain/signposts/commands.ts';
import { addLink, linkChecked } from '../../src/domain/signposts/links.ts';
import { type Audience, type Field, fields } from '../../src/domain/signposts/signpost.ts';
import { setSkills } from '../../src/domain/signposts/skills.ts';
import { addWork } from '../../src/domain/signposts/work.ts';
import type { Work } from '../../src/domain/work.ts';
import { generateActorKeys } from '../../src/platform/actor-keys.ts';
import type { TestNode } from '../support/nodes.ts';

/** A word that stands only in one part of the signpost that `fullSignpost` writes. */
export const markers: Readonly<Record<Exclude<Field, 'page'>, readonly string[]>> = {
  introduction: ['Headlinemark', 'Aboutmark'],
  do: ['Domark'],
  learning: ['Learningmark'],
  dont: ['Dontmark'],
  availability: ['17 h/week', '"hoursPerWeek":17'],
  terms: ['4321 EUR', '4321.00'],
  place: ['Townmark'],
  zone: ['America/Noronha'],
  languages: ['"gh:tag":"mi"'],
  engagement: ['apprentice'],
  contact: ['contactmark'],
  work: ['Workmark'],
  links: ['linkmark.example'],
};

/** Everything for one audience. */
export function allFor(audience: Audience): Record<Field, Audience> {
  return Object.fromEntries(fields.map((field) => [field, audience])) as Record<Field, Audience>;
}

/** Somebody of a node who said something in every part of their signpost; on the Fediverse unless told otherwise. */
export async function fullSignpost(node: TestNode, handle: string, isFederated = true): Promise<Member> {
  const member = await node.work((work) =>
    addMember(
      work,
      { name: `${handle} Full`, handle, email: null, hats: [], engagement: 'apprentice' },
      (actor) => generateActorKeys(node.platform.seal, actor),
    ),
  );
  await node.work((work) => sayEverything(work, member));
  await node.work((work) => setAudiences(work, member, allFor('anyone')));
  if (isFederated) await node.work((work) => chooseFediverse(work, member, true));
  return node.work((work) => requireMember(work.tx, member.id));
}

async function sayEverything(work: Work, member: Member): Promise<void> {
  const { name } = member;
  await introduce(work, member, { name, headline: 'Headlinemark', about: 'Aboutmark is *mine*.' });
  const lists = { do: 'Domark', learning: 'Learningmark', dont: 'Dontmark' } as const;
  for (const list of ['do', 'learning', 'dont'] as const) {
    const skill = { name: lists[list], level: 3, since: 2019, lastUsed: null, note: '' };
    await setSkills(work, member, list, [skill]);
  }
  const today = work.now.toZonedDateTimeISO('UTC').toPlainDate();
  const monday = today.add({ days: 8 - today.dayOfWeek });
  await setAvailability(work, member, [{ week: monday, state: 'free', hours: 17 }]);
  await setTerms(work, member, [{ kind: 'hourly', floor: { minor: 432100n, currency: 'EUR' }, note: '' }]);
  await setPlace(work, member, { grain: 'town', country: 'PT', region: 'Norte', town: 'Townmark' });
  await chooseTimeZone(work, member, 'America/Noronha');
  await setLanguages(work, member, [{ tag: 'mi', level: 'fluent' }]);
  await setContact(work, member, { policy: 'anyone', how: 'contactmark@mail.example' });
  await addWork(work, member, {
    ...{ title: 'Workmark', role: '', url: null, began: null, ended: null, summary: '', skills: [] },
  });
  const link = await addLink(work, member, { url: 'https://linkmark.example/me', label: '' });
  await linkChecked(work, link, { kind: 'verified' });
}
