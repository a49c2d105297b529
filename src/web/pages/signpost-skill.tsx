import { Hono } from 'hono';
import type { Iri } from '../../core/id.ts';
import { isId } from '../../core/id.ts';
import { iri, paths } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Member } from '../../domain/members/member.ts';
import { listMembers } from '../../domain/members/queries.ts';
import { membersDoing } from '../../domain/signposts/by-skill.ts';
import { readSignposts } from '../../domain/signposts/queries.ts';
import { isShown } from '../../domain/signposts/shown.ts';
import { type Level, viewFor } from '../../domain/signposts/signpost.ts';
import { type PlacedSkill, placeSkill } from '../../domain/skills/find.ts';
import type { Skill } from '../../domain/skills/skill.ts';
import { Facts } from '../components/facts.tsx';
import { Person } from '../components/mark.tsx';
import { Columns, Entries, Entry, Title } from '../components/section.tsx';
import { levelKeys } from '../components/signpost-words.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { readerOf } from './member.tsx';
import { frameOf, type PageEnv, type Site, show, type Visit } from './visit.tsx';

/** Somebody who does a skill, as whoever looks may know. */
interface Doer {
  readonly member: Member;
  readonly level: Level | null;
}

/** The pages of skills that are at home here: their addresses are addresses of this node. */
export function signpostSkillRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/skills/:id', async (context) => {
    const { visit } = context.var;
    const { db, origin } = site.platform;
    const id = context.req.param('id');
    const placed = isId(id) ? await placeSkill(db, iri(origin, `/skills/${id}`)) : undefined;
    if (placed === undefined)
      throw new Refusal('not-found', 'skill.unknown', 'There is no such skill here.', { name: id });
    const doers = await doersOf(site, visit, placed.skill.uri);
    return show(context, <SkillPage {...{ visit, origin, placed, doers }} />);
  });
  return routes;
}

async function doersOf({ platform }: Site, visit: Visit, skill: Iri): Promise<Doer[]> {
  const { db, clock } = platform;
  const ids = await membersDoing(db, skill);
  if (ids.length === 0) return [];
  const signposts = await readSignposts(db, ids, clock.now());
  const members = (await listMembers(db)).filter((member) => signposts.has(member.id));
  return members.flatMap((member) => {
    const signpost = signposts.get(member.id);
    const reader = readerOf(visit, member);
    if (signpost === undefined || !isShown(member, signpost, reader)) return [];
    const line = viewFor(signpost, reader)?.do?.find((one) => one.skill === skill);
    return line === undefined ? [] : [{ member, level: line.level }];
  });
}

interface SkillPageProps {
  readonly visit: Visit;
  readonly origin: string;
  readonly placed: PlacedSkill;
  readonly doers: readonly Doer[];
}

function SkillPage({ visit, origin, placed, doers }: SkillPageProps) {
  const say = useSay();
  const { skill, broader, narrower } = placed;
  const lines = [
    {
      label: say('signpost.skill_aliases'),
      value: <bdi>{skill.aliases.join(', ')}</bdi>,
      count: skill.aliases.length,
    },
    {
      label: say('signpost.skill_broader'),
      value: <Skills skills={broader} origin={origin} />,
      count: broader.length,
    },
    {
      label: say('signpost.skill_narrower'),
      value: <Skills skills={narrower} origin={origin} />,
      count: narrower.length,
    },
  ].filter(({ count }) => count > 0);
  return (
    <Page {...frameOf(visit, '/people')} title={skill.label} url={skill.uri}>
      <Title kicker={[say('signpost.skill_kicker')]}>
        <bdi>{skill.label}</bdi>
      </Title>
      <Entries>
        {lines.length > 0 && (
          <Entry title={say('signpost.skill_what')} strong>
            <Facts facts={lines} />
          </Entry>
        )}
        <Entry title={say('signpost.skill_who')} note={say('signpost.skill_who_note')} strong>
          <Doers visit={visit} doers={doers} />
        </Entry>
      </Entries>
    </Page>
  );
}

function Doers({ visit, doers }: Pick<SkillPageProps, 'visit' | 'doers'>) {
  const say = useSay();
  if (doers.length === 0) return <p>{say('signpost.skill_nobody')}</p>;
  return (
    <Columns
      items={doers.map(({ member, level }) => (
        <Person
          named
          name={member.name}
          house={visit.house}
          href={paths.actor(member.handle)}
          note={level === null ? undefined : say(levelKeys[level])}
        />
      ))}
    />
  );
}

function Skills({ skills, origin }: { readonly skills: readonly Skill[]; readonly origin: string }) {
  return (
    <>
      {skills.map((skill, index) => (
        <>
          {index > 0 && ', '}
          {skill.uri.startsWith(`${origin}/skills/`) ? (
            <a href={skill.uri.slice(origin.length)}>
              <bdi>{skill.label}</bdi>
            </a>
          ) : (
            <bdi>{skill.label}</bdi>
          )}
        </>
      ))}
    </>
  );
}
