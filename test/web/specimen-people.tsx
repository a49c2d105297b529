import { type HeatCell, HeatMap } from '../../src/web/components/heat-map.tsx';
import { Entries, Entry, Title } from '../../src/web/components/section.tsx';
import { SkillMap } from '../../src/web/components/skill-map.tsx';
import { Page } from '../../src/web/layout.tsx';
import { PeopleFilters } from '../../src/web/pages/people-filters.tsx';
import { Reasons } from '../../src/web/pages/people-page.tsx';
import { longFrame } from './specimen-frame.tsx';

const monday = Temporal.PlainDate.from('2026-11-23');
const weeks = Array.from({ length: 26 }, (_, index) => monday.add({ weeks: index }));
const free = (hours: number | null): HeatCell => ({ state: 'free', hours });
const booked: HeatCell = { state: 'booked' };
const unknown: HeatCell = { state: 'unknown' };
const half = (first: HeatCell, second: HeatCell) => weeks.map((_, index) => (index < 12 ? first : second));

/** The parts of the directory: filters, reasons, and the two pictures. */
export function PeopleSpecimen() {
  return (
    <Page {...longFrame} current="/people" title="People, in parts">
      <Title deck="Filters, reasons, and two pictures.">People, in parts</Title>
      <PeopleFilters
        asked={{ skill: 'Typography', covers: '1' }}
        houses={{ ours: 4, allies: [], places: ['Ghent'] }}
        isMember
        name="Loom"
      />
      <Entries>
        <Entry title="Reasons">
          <Reasons words={['Does Typography, teaches it', 'Free in the week of 23 Nov']} />
        </Entry>
        <Entry title="A note">
          <p class="note-text">Talked about the ferry.</p>
        </Entry>
        <Entry title="Who is free">
          <HeatMap
            weeks={weeks}
            rows={[
              { name: 'Mira Okonkwo', cells: half(free(8), free(24)), isOld: false },
              { name: 'Pieter De Wolf', cells: half(booked, free(null)), isOld: false },
              { name: 'Someone with a very long name indeed', cells: half(free(40), unknown), isOld: true },
            ]}
            finding="Two people say when they are free."
            language="en-GB"
          />
        </Entry>
        <Entry title="What we do">
          <SkillMap
            rows={[
              {
                label: 'Typography',
                href: '/people?skill=Typography',
                levels: counts([1, 0], [2, 1], [0, 9], [1, 0]),
              },
              { label: 'Figma', href: '/people?skill=Figma', levels: counts([0, 0], [0, 2], [0, 0], [0, 0]) },
            ]}
            levels={['Teaches it', 'Others ask them', 'On their own', 'With help', 'Not said']}
            finding="Two skills."
          />
        </Entry>
      </Entries>
    </Page>
  );
}

function counts(...levels: readonly (readonly [number, number])[]) {
  return [...levels, [0, 1] as const].map(([recent, older]) => ({ recent, older }));
}
