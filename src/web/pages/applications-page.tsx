import { type Application, vouchesNeeded } from '../../domain/joining/application.ts';
import { Rows } from '../components/list.tsx';
import { Empty } from '../components/notice.tsx';
import { Entries, Entry, Stack, Title } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { ApplicationStateMark } from './apply-page.tsx';
import { JoiningDone } from './joining-words.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface ApplicationsPageProps {
  readonly visit: Visit;
  readonly applications: readonly Application[];
  readonly done: string | undefined;
}

/** Who asked to join: those who wait, and those who were answered. */
export function ApplicationsPage({ visit, applications, done }: ApplicationsPageProps) {
  const say = useSay();
  const waiting = applications.filter(({ state }) => state === 'open');
  const decided = applications.filter(({ state }) => state !== 'open');
  return (
    <Page {...frameOf(visit, '/invitations')} title={say('joining.applications')} hidden>
      <Title deck={say('joining.applications_deck', { needed: vouchesNeeded })}>
        {say('joining.applications')}
      </Title>
      <Stack far>
        <JoiningDone done={done} />
        <Entries>
          <Entry title={say('joining.waiting')} strong>
            {waiting.length > 0 ? (
              <Rows rows={waiting.map(applicationRow)} />
            ) : (
              <NobodyAsks isOpen={visit.collective.joinPolicy === 'application'} />
            )}
          </Entry>
          {decided.length > 0 && (
            <Entry title={say('joining.answered')} strong>
              <Rows rows={decided.map(applicationRow)} />
            </Entry>
          )}
        </Entries>
      </Stack>
    </Page>
  );
}

function NobodyAsks({ isOpen }: { readonly isOpen: boolean }) {
  const say = useSay();
  return (
    <Empty title={say('joining.nobody_asks')}>
      <p>{isOpen ? say('joining.nobody_asks_open') : say('joining.nobody_asks_closed')}</p>
    </Empty>
  );
}

function applicationRow(application: Application) {
  const { id, name } = application;
  return { title: name, href: `/applications/${id}`, children: <RowFacts application={application} /> };
}

function RowFacts({ application }: { readonly application: Application }) {
  const say = useSay();
  const { state, vouches, createdAt } = application;
  return (
    <p class="meta">
      <ApplicationStateMark state={state} />
      <TimeStamp at={createdAt} />
      {state === 'open' && (
        <span>{say('joining.vouches', { count: vouches.length, needed: vouchesNeeded })}</span>
      )}
    </p>
  );
}
