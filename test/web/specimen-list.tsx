import { Actions, Button } from '../../src/web/components/button.tsx';
import { Field, Filters } from '../../src/web/components/form.tsx';
import { Index, Rows } from '../../src/web/components/list.tsx';
import { Empty, Notice } from '../../src/web/components/notice.tsx';
import { Entries, Entry, Fine, Title } from '../../src/web/components/section.tsx';
import { State } from '../../src/web/components/state.tsx';
import { Table } from '../../src/web/components/table.tsx';
import { TimeStamp } from '../../src/web/components/time.tsx';
import { Page } from '../../src/web/layout.tsx';
import { frame } from './specimen-frame.tsx';
import { work } from './specimen-home.tsx';

/** The list of work with its filters, a settled table, tasks, and a list with nothing in it. */
export function ListSpecimen() {
  return (
    <Page {...frame} title="Opportunities" current="/opportunities">
      <Title
        actions={
          <Actions>
            <Button href="/opportunities/new" icon="plus">
              New opportunity
            </Button>
          </Actions>
        }
      >
        Opportunities
      </Title>
      <Filters action="/opportunities" note="5 opportunities, soonest deadline first.">
        <Field name="q" label="Words, role or skill" type="search" width="grow" />
        <Field
          name="from"
          label="From"
          value="all"
          options={[
            { value: 'all', label: 'Loom and allies' },
            { value: 'us', label: 'Loom' },
          ]}
        />
        <Field name="state" label="State" options={[{ value: 'open', label: 'Not settled' }]} />
      </Filters>
      <Index heading="Open work" items={work} />
      <Entries>
        <Entry strong title="Settled lately" note="Kept for the record.">
          <Settled />
        </Entry>
        <Entry strong title="Waiting" note="People who asked to follow.">
          <Rows
            rows={[
              {
                title: 'Wen asks to follow',
                href: 'https://masto.example/@wen',
                children: <p>From masto.example, 3 days ago.</p>,
                actions: (
                  <Actions>
                    <Button small>Accept</Button>
                    <Button small look="line">
                      Refuse
                    </Button>
                  </Actions>
                ),
              },
              { children: <Fine>Two more wait for their servers.</Fine> },
            ]}
          />
        </Entry>
        <Entry strong label="Nothing yet">
          <Empty
            title="You have not offered any work yet"
            actions={
              <Actions>
                <Button href="/opportunities/new">Write the first one</Button>
              </Actions>
            }
          >
            <p>
              An opportunity says what should be true at the end, which roles that takes, on which terms and
              until when.
            </p>
          </Empty>
        </Entry>
        <Entry strong title="Checks">
          <Notice tone="wait" title="One thing to settle" announced>
            <p>A notice marks what needs a decision on this page, and there is at most one.</p>
          </Notice>
          <Table
            look="checks"
            columns={[{ head: 'Check' }, { head: 'Result' }, { head: 'Why' }]}
            rows={[
              ['Restore of a backup', <State state="warn" />, 'Last proved 27 days ago.'],
              ['Clock', <State state="ok" />, 'Within 12 ms'],
            ]}
          />
        </Entry>
      </Entries>
    </Page>
  );
}

function Settled() {
  const row = (
    title: string,
    state: 'filled' | 'closed' | 'withdrawn' | 'expired',
    how: string,
    day: string,
  ) => [
    <a href="/opportunities/36">{title}</a>,
    <State state={state} />,
    how,
    <TimeStamp at={Temporal.PlainDate.from(day)} />,
  ];
  return (
    <Table
      caption="The last four"
      columns={[
        { head: 'Opportunity' },
        { head: 'State', bare: true },
        { head: 'How it ended', bare: true },
        { head: 'Date', figures: true, bare: true },
      ]}
      rows={[
        row('Drawings for a tram safety guide', 'filled', 'River, two people', '2026-11-12'),
        row('Proofs of a 240-page annual review', 'closed', 'No answer met the dates', '2026-11-02'),
        row('Signs for a swimming pool', 'withdrawn', 'Budget cut, said on the same day', '2026-10-21'),
        row('Subtitles for nine council films', 'expired', 'Deadline passed with no answer', '2026-10-09'),
      ]}
    />
  );
}
