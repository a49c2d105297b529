import { plainText, sanitizeHtml } from '../../core/html.ts';
import { iri, paths } from '../../core/iri.ts';
import { goneSince } from '../../domain/actors/queries.ts';
import { findMemberByHandle } from '../../domain/members/queries.ts';
import { Mark } from '../components/mark.tsx';
import { Prose } from '../components/prose.tsx';
import { Entries, Entry, Handle, Title } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import { Page } from '../layout.tsx';
import { Gone } from './refused.tsx';
import { frameOf, type Site, type Visit } from './visit.tsx';

/**
 * The page of a person who chose to be on the Fediverse; undefined for everybody else, so that nothing tells who
 * belongs without wanting to be seen.
 * @throws Gone if they left it
 */
export async function memberPage(site: Site, visit: Visit, handle: string) {
  const { db, origin } = site.platform;
  const address = iri(origin, paths.actor(handle));
  const since = await goneSince(db, address);
  if (since !== undefined) throw new Gone(since);
  const member = await findMemberByHandle(db, handle);
  if (member === undefined || !member.isFederated) return undefined;
  const about = sanitizeHtml(member.summary);
  const fullHandle = `@${member.handle}@${visit.host}`;
  return (
    <Page
      {...frameOf(visit)}
      title={member.name}
      description={plainText(about, 200)}
      url={address}
      activity={address}
    >
      <Title
        kicker={[
          <Mark name={member.name} house={visit.house} size="l" />,
          member.hats.includes('steward') ? 'Steward' : 'Member',
          <span>
            here since <TimeStamp at={member.joinedAt} />
          </span>,
        ]}
      >
        <bdi>{member.name}</bdi>
      </Title>
      <Entries>
        {about !== '' && (
          <Entry title="About" strong>
            <Prose html={about} />
          </Entry>
        )}
        <Entry title="Find me" note="Search for this on your own server." strong>
          <p>
            <Handle>{fullHandle}</Handle>
          </p>
        </Entry>
      </Entries>
    </Page>
  );
}
