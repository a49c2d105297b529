import { markdownToHtml } from '../../src/core/html.ts';
import { Told } from '../../src/web/components/audience.tsx';
import { Actions, Button } from '../../src/web/components/button.tsx';
import { Join } from '../../src/web/components/form.tsx';
import { Index, type IndexItem } from '../../src/web/components/list.tsx';
import { Person } from '../../src/web/components/mark.tsx';
import { MoneyText } from '../../src/web/components/money.tsx';
import { Prose } from '../../src/web/components/prose.tsx';
import {
  Columns,
  Entries,
  Entry,
  Fine,
  Folio,
  Handle,
  Panel,
  Stack,
  Title,
  WithAside,
} from '../../src/web/components/section.tsx';
import { TimeStamp } from '../../src/web/components/time.tsx';
import { Page } from '../../src/web/layout.tsx';
import { at, euros, kiln, loom, publicFrame, quarry, reef, river, zone } from './specimen-frame.tsx';

const deadline = at('2026-12-04T17:00Z');

/** Two pieces of work for lists: one of ours, one of an ally. */
export const work: readonly IndexItem[] = [
  {
    href: '/opportunities/41',
    title: 'Accessibility audit of a city portal',
    summary: 'Audit 40 templates against WCAG 2.2 AA, fix the shared components, hand over tests.',
    when: <TimeStamp at={deadline} look="day" zone={zone} />,
    whenNote: 'in 8 days, 18:00',
    state: 'open',
    roles: 'Accessibility engineer, front-end developer',
    pay: (
      <>
        up to <MoneyText amount={euros(1_800_000n)} short />
      </>
    ),
    payNote: 'fixed, 220 h',
  },
  {
    href: '/opportunities/remote/7',
    title: 'Research with deaf visitors in three museums',
    summary: 'Learn what signing visitors miss in three permanent collections and say what to change first.',
    when: <TimeStamp at={at('2026-12-09T11:00Z')} look="day" zone={zone} />,
    whenNote: 'in 13 days, 12:00',
    state: 'shortlisting',
    roles: 'Lead researcher, signing co-researcher, report editor',
    from: { name: 'Reef', house: reef },
    facts: [
      { icon: 'pin', words: 'Antwerp, Delft, Lille' },
      { icon: 'people', words: '3 of 4 roles here' },
    ],
    pay: <MoneyText amount={euros(7_000n)} />,
    payNote: 'per hour, 130 h',
  },
];

const people = [
  'Ana Verhelst',
  'Tomás Rey',
  'Mira Okonkwo',
  'Jonas Lindqvist',
  'Salma Benali',
  'Pieter De Wolf',
];

/** The front page as a visitor sees it. */
export function HomeSpecimen() {
  return (
    <Page {...publicFrame} title="Loom: eleven free agents in Ghent" current="/about">
      <Folio facts={['Ghent, since 2024', 'Two calls open', 'Answers within two working days']} />
      <Title lede>Eleven free agents who make public services readable.</Title>
      <WithAside label="Follow Loom" aside={<FollowPanel />}>
        <Stack>
          <Prose
            look="large"
            html={markdownToHtml(
              'We write, test, build and set in type the things people must be able to understand: letters, portals, labels, timetables.',
            )}
          />
          <Actions>
            <Button href="/bring">Bring us work</Button>
            <Button href="/people" look="plain">
              Meet the people
            </Button>
          </Actions>
          <Fine>Ana Verhelst or Tomás Rey answers within two working days. No account needed.</Fine>
        </Stack>
      </WithAside>
      <Entries>
        <Entry
          strong
          title="Open work"
          note="Calls from Loom and from collectives we trust. Times are Brussels time."
        >
          <Index items={work} />
          <p>
            <a href="/opportunities">All five opportunities</a>
          </p>
        </Entry>
        <Entry strong title="The people" note="The mark shows the house a person belongs to.">
          <Columns
            items={people.map((name) => (
              <Person named name={name} house={loom} href={`/@${name[0]}`} note="Free agent" />
            ))}
          />
        </Entry>
        <Entry strong title="Allies" note="Collectives we follow.">
          <Columns
            items={[kiln, reef, river, quarry].map((house) => (
              <Person
                named
                name={house.domain.split('.')[0] ?? ''}
                house={house}
                href={`https://${house.domain}/`}
                from={house.domain}
              />
            ))}
          />
        </Entry>
      </Entries>
    </Page>
  );
}

function FollowPanel() {
  return (
    <Panel title="Follow from your server">
      <p>New work arrives in your timeline as a plain post. Reply to ask a question in the open.</p>
      <form action="/follow" method="post">
        <Join
          name="handle"
          label="Your Fediverse address"
          placeholder="you@server.example"
          autocomplete="off"
          spellcheck={false}
          width="full"
          button="Follow"
        />
      </form>
      <Told read="We learn your address, nothing else. You confirm on your own server." />
      <Fine>
        Or search for <Handle>@loom@loom.example</Handle>
      </Fine>
    </Panel>
  );
}
