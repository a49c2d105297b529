import { markdownToHtml } from '../../src/core/html.ts';
import type { Iri } from '../../src/core/id.ts';
import type { Availability, SignpostSkill } from '../../src/domain/signposts/signpost.ts';
import { AvailabilityPlot, availabilityWords, Freshness } from '../../src/web/components/availability.tsx';
import { Button } from '../../src/web/components/button.tsx';
import { Field, FieldRow } from '../../src/web/components/form.tsx';
import { houseOf } from '../../src/web/components/house.ts';
import { Mark } from '../../src/web/components/mark.tsx';
import { Prose } from '../../src/web/components/prose.tsx';
import { Entries, Entry, Title } from '../../src/web/components/section.tsx';
import { SeenBy } from '../../src/web/components/signpost-parts.tsx';
import { SkillLines } from '../../src/web/components/signpost-skills.tsx';
import { Table } from '../../src/web/components/table.tsx';
import { Page } from '../../src/web/layout.tsx';
import { sayIn } from '../../src/words/say.ts';
import { frame } from './specimen-frame.tsx';

const origin = 'https://loom.example';
const today = Temporal.PlainDate.from('2026-11-23');
const now = Temporal.Instant.from('2026-11-26T12:00:00Z');

const week = (index: number, hours: number | null) =>
  ({ week: today.add({ weeks: index }), state: 'free', hours }) as const;

const availability: Availability = {
  weeks: [
    ...[0, 1, 2].map((index) => ({ ...week(index, null), state: 'booked' as const })),
    ...[3, 4, 5, 6].map((index) => week(index, 24)),
    ...[7, 8].map((index) => week(index, null)),
  ],
  confirmedAt: now.subtract({ hours: 40 * 24 }),
  isStale: true,
};

const skill = (label: string, rest: Partial<SignpostSkill> = {}): SignpostSkill => ({
  skill: `${origin}/skills/${label}` as Iri,
  label,
  level: null,
  since: null,
  lastUsed: null,
  note: '',
  evidence: 'claimed',
  ...rest,
});

/** The year of a person, their lists, and the pieces of the forms in which they say them. */
export function SignpostSpecimen() {
  return (
    <Page {...frame} title="Mira Okonkwo" current="/people">
      <nav class="seen-as" aria-label="As others see it">
        <a href="/me">Back to your signpost</a>
        <a href="/me/preview" aria-current="page">
          Anyone
        </a>
      </nav>
      <Title actions={<Mark name="Mira Okonkwo" house={houseOf('loom.example')} size="xl" />}>
        Mira Okonkwo
      </Title>
      <Entries>
        <Entry title="When I’m free" note={<Freshness availability={availability} now={now} />} strong>
          <p class="finding">{availabilityWords(sayIn('en'), { availability, today })}</p>
          <AvailabilityPlot availability={availability} today={today} />
        </Entry>
        <Entry title="What I take on" strong>
          <div class="part">
            <div class="listing">
              <h3>I do</h3>
              <SeenBy audience="anyone" />
              <SkillLines
                list="do"
                origin={origin}
                skills={[
                  skill('audits', { level: 4, since: 2014, evidence: 'witnessed' }),
                  skill('repair', { note: 'React and plain HTML' }),
                ]}
              />
            </div>
            <Button look="line" small href="/me/skills/do">
              Change
            </Button>
          </div>
        </Entry>
        <Entry title="Work" strong>
          <Table
            columns={[{ head: 'Work' }, { head: 'When', figures: true }]}
            rows={[
              [<Prose html={markdownToHtml('Every form can be filled in by voice.')} look="post" />, '2026'],
            ]}
          />
        </Entry>
        <Entry title="Forms" strong>
          <div class="lines">
            <fieldset>
              <legend class="hush">Typography</legend>
              <FieldRow>
                <Field name="name" label="Skill" width="grow" />
                <Field name="since" label="Since (year)" width="short" />
              </FieldRow>
            </fieldset>
          </div>
          <fieldset class="weeks">
            <legend>December 2026</legend>
            <Field name="week" label="7 Dec" options={[{ value: '20', label: '20 h free' }]} />
          </fieldset>
          <div class="pairs">
            <Field name="who" label="Who sees what you do" options={[{ value: 'me', label: 'Only me' }]} />
          </div>
        </Entry>
      </Entries>
    </Page>
  );
}
