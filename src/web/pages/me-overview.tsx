import type { Child } from 'hono/jsx';
import { isId } from '../../core/id.ts';
import { nextStep } from '../../domain/signposts/next-step.ts';
import type { Field } from '../../domain/signposts/signpost.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { Entries, Entry, Fine, Title } from '../components/section.tsx';
import { SeenBy } from '../components/signpost-parts.tsx';
import { StateLine } from '../components/state.tsx';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { PartContent } from './me-overview-parts.tsx';
import type { Own } from './me-own.ts';
import { Meant } from './me-skill-meant.tsx';
import { frameOf } from './visit.tsx';

/** What was just done, from the address: which part, who saw it before, and which link was taken away. */
export interface JustDone {
  readonly done: string | undefined;
  readonly was: string | undefined;
  readonly url: string | undefined;
  readonly label: string | undefined;
  /** Skills that were probably misspelt, each with the one that was meant. */
  readonly meant: readonly string[];
  /** The work that was taken away. */
  readonly work: string | undefined;
}

/** The parts of the overview in their order, each with where it is changed and whose audiences stand beside it. */
const overview = [
  { part: 'introduction', href: '/me/introduction', seen: ['introduction'] },
  { part: 'do', href: '/me/skills/do', seen: ['do'] },
  { part: 'learning', href: '/me/skills/learning', seen: ['learning'] },
  { part: 'dont', href: '/me/skills/dont', seen: ['dont'] },
  { part: 'availability', href: '/me/availability', seen: ['availability'] },
  { part: 'terms', href: '/me/terms', seen: ['terms'] },
  { part: 'place', href: '/me/place', seen: ['place'] },
  { part: 'languages', href: '/me/languages', seen: ['languages'] },
  { part: 'contact', href: '/me/contact', seen: ['contact'] },
  { part: 'work', href: '/me/work', seen: ['work'] },
  { part: 'links', href: '/me/links', seen: ['links'] },
  { part: 'audiences', href: '/me/audiences', seen: ['page'] },
  { part: 'fediverse', href: '/me/preview?as=mastodon', seen: [] },
  { part: 'files', href: '/me/export', seen: [] },
  { part: 'account', href: '/settings', seen: [] },
] as const satisfies readonly { part: string; href: string; seen: readonly Field[] }[];

/** A part of the overview. */
export type OverviewPart = (typeof overview)[number]['part'];

/** Where the one next step is taken. */
const stepAddress = {
  do: '/me/skills/do',
  introduction: '/me/introduction',
  availability: '/me/availability',
  still_free: '/me/availability',
  terms: '/me/terms',
  work: '/me/work/new',
} as const;

/** One's own signpost part by part: what it says, who sees it, and where it is changed. */
export function OverviewPage({ own, just }: { readonly own: Own; readonly just: JustDone }) {
  const say = useSay();
  const title = say('signpost.yours');
  return (
    <Page {...frameOf(own.visit, '/me')} title={title} hidden>
      <Title
        deck={say('signpost.deck_me')}
        actions={
          <Button href={`/@${own.member.handle}`} look="line" icon="eye">
            {say('signpost.see_page')}
          </Button>
        }
      >
        {title}
      </Title>
      <NextStepLine own={own} />
      <Entries>
        {overview.map((entry) => (
          <Entry
            id={entry.part}
            title={say(`signpost.head_${entry.part}`)}
            note={entry.seen.map((field) => <SeenBy audience={own.signpost.audiences[field]} />)}
            strong
          >
            <PartNotice part={entry.part} just={just} own={own} />
            <div class="part">
              <PartContent part={entry.part} own={own} />
              <Button href={entry.href} look="line" small>
                {say(changeKey(entry.part))}
                <span class="hush"> {say(`signpost.head_${entry.part}`)}</span>
              </Button>
            </div>
          </Entry>
        ))}
      </Entries>
    </Page>
  );
}

function changeKey(part: OverviewPart) {
  return part === 'fediverse' || part === 'files' || part === 'account' ? 'signpost.open' : 'signpost.change';
}

/** The one thing to do next, or that nothing is missing. */
function NextStepLine({ own }: { readonly own: Own }) {
  const say = useSay();
  const step = nextStep(own.signpost);
  if (step === undefined) {
    const end = <a href="/me/preview?as=anyone">{say('signpost.preview')}</a>;
    return (
      <StateLine state="ok" word={say('signpost.whole')} end={end}>
        {say('signpost.nothing_missing')}
      </StateLine>
    );
  }
  const end = <a href={stepAddress[step]}>{say('signpost.do_it')}</a>;
  return (
    <StateLine state="shortlisting" word={say('signpost.next')} end={end}>
      <b>{say(`signpost.step_${step}`)}</b>
    </StateLine>
  );
}

const partOf: Readonly<Record<string, OverviewPart>> = {
  confirmed: 'availability',
  unworked: 'work',
  unlinked: 'links',
  federated: 'fediverse',
  unfederated: 'fediverse',
  imported: 'files',
};

interface PartNoticeProps {
  readonly part: OverviewPart;
  readonly just: JustDone;
  readonly own: Own;
}

/** What was just done to a part, and how it is taken back where that is one press away. */
function PartNotice({ part, just, own }: PartNoticeProps) {
  const say = useSay();
  const { done = '' } = just;
  if ((partOf[done] ?? done) !== part) return null;
  const words = say.maybe('signpost', `done_${done}`);
  return (
    <Notice tone="good" announced>
      <p>{words ?? say('signpost.done_saved')}</p>
      {own.member.isFederated && <Fine>{say('signpost.followers_told', { count: own.followers })}</Fine>}
      {just.was !== undefined && <UndoAudience was={just.was} />}
      <Meant list={part} queries={just.meant} />
      {done === 'unlinked' && just.url !== undefined && (
        <UndoForm
          action="/me/links"
          fields={[
            ['url', just.url],
            ['label', just.label ?? ''],
          ]}
        >
          {say('signpost.undo_link')}
        </UndoForm>
      )}
      {done === 'unworked' && just.work !== undefined && isId(just.work) && (
        <UndoForm action={`/me/work/${just.work}/restore`} fields={[]}>
          {say('signpost.undo_work')}
        </UndoForm>
      )}
    </Notice>
  );
}

function UndoAudience({ was }: { readonly was: string }) {
  const say = useSay();
  const fields = was
    .split(',')
    .map((one) => one.split(':'))
    .map(([field = '', audience = '']) => [`audience.${field}`, audience] as const);
  return (
    <UndoForm action="/me/audiences" fields={fields}>
      {say('signpost.undo_audience')}
    </UndoForm>
  );
}

interface UndoFormProps {
  readonly action: string;
  readonly fields: readonly (readonly [string, string])[];
  readonly children: Child;
}

function UndoForm({ action, fields, children }: UndoFormProps) {
  return (
    <form method="post" action={action}>
      {fields.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <Button look="plain" small icon="undo">
        {children}
      </Button>
    </form>
  );
}
