import type { Alum } from '../../domain/joining/departure.ts';
import { Mark } from '../components/mark.tsx';
import { StateLine } from '../components/state.tsx';
import { TimeStamp } from '../components/time.tsx';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { frameOf, type Visit } from './visit.tsx';

/** The page of somebody who left and chose to stay known: that they were here, and until when. */
export function AlumPage({ visit, alum }: { readonly visit: Visit; readonly alum: Alum }) {
  const say = useSay();
  return (
    <Page {...frameOf(visit, '/people')} title={alum.name} hidden>
      <div class="title">
        <div class="title-row">
          <h1>
            <bdi>{alum.name}</bdi>
          </h1>
          <Mark name={alum.name} house={visit.house} size="xl" />
        </div>
      </div>
      <StateLine state="closed" word={say('signpost.was_here')}>
        <span>
          {say.parts('signpost.was_here_until', {
            from: () => <TimeStamp at={alum.joinedAt} />,
            to: () => <TimeStamp at={alum.leftAt} />,
          })}
        </span>
      </StateLine>
    </Page>
  );
}
