import { Hono } from 'hono';
import type { Key, Say } from '../../words/say.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { MarkChoices, Steps } from '../components/choices.tsx';
import { Field, Fields, Join } from '../components/form.tsx';
import { houseOf, isColour } from '../components/house.ts';
import { Rows } from '../components/list.tsx';
import { ErrorSummary, Notice } from '../components/notice.tsx';
import {
  AsideSection,
  Entries,
  Entry,
  Fine,
  Handle,
  Stack,
  Title,
  WithAside,
} from '../components/section.tsx';
import { colourOptions } from '../forms/colours.ts';
import { type FieldErrors, summaryOf } from '../forms/fields.ts';
import { languageOptions } from '../forms/languages.ts';
import { type SetupFields, type SetupScreen, screenFields, setupScreens } from '../forms/setup-form.ts';
import { Page } from '../layout.tsx';
import { Said, useSay } from '../reader.tsx';
import { RuleChoices } from './rules.tsx';
import { bareFrame, frameOf, type PageEnv, requireViewerMay, show, type Visit } from './visit.tsx';

/** The screens that ask, and the one that says it is done. */
const labels: readonly Key[] = [
  'setup.step_collective',
  'setup.step_you',
  'setup.step_rules',
  'setup.step_done',
];

interface SetupPageProps {
  readonly screen: SetupScreen;
  readonly fields: SetupFields;
  readonly errors: FieldErrors;
  readonly host: string;
}

/** One of the screens that ask. */
export function SetupPage(props: SetupPageProps) {
  const { screen, fields, errors } = props;
  const say = useSay();
  const title = say(`setup.${screen}_title`);
  const current = setupScreens.indexOf(screen);
  return (
    <Page {...bareFrame} title={title} hidden>
      <Title above={<Where current={current} />} deck={say(`setup.${screen}_deck`)}>
        {title}
      </Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        <form method="post" action="/setup" novalidate>
          <Carried screen={screen} fields={fields} />
          {screen === 'collective' && <CollectiveScreen {...props} />}
          {screen === 'you' && <YouScreen {...props} />}
          {screen === 'rules' && <RulesScreen {...props} />}
        </form>
      </Stack>
    </Page>
  );
}

function Where({ current }: { readonly current: number }) {
  const say = useSay();
  return <Steps steps={labels.map((key) => ({ label: say(key) }))} current={current} />;
}

/** What other screens asked, and what says where we are. */
function Carried({ screen, fields }: Pick<SetupPageProps, 'screen' | 'fields'>) {
  const others = setupScreens.filter((other) => other !== screen).flatMap((other) => screenFields[other]);
  return (
    <>
      <input type="hidden" name="token" value={fields.token} />
      <input type="hidden" name="screen" value={screen} />
      {others.map((name) => (
        <input type="hidden" name={name} value={fields[name]} />
      ))}
    </>
  );
}

function CollectiveScreen({ fields, errors, host }: SetupPageProps) {
  const say = useSay();
  const at = (name: keyof SetupFields) => ({ name, value: fields[name], error: errors[name] });
  const colour = isColour(fields.colour) ? fields.colour : undefined;
  return (
    <WithAside even label={say('setup.looks')} aside={<FoundAside host={host} />}>
      <Fields>
        <Field
          {...at('name')}
          label={say('setup.name')}
          autocomplete="organization"
          maxlength={80}
          required
        />
        <Field
          {...at('purpose')}
          label={say('setup.purpose')}
          hint={say('setup.purpose_hint')}
          rows={3}
          required
        />
        <Join
          {...at('handle')}
          label={say('setup.address')}
          hint={say('setup.address_hint')}
          suffix={`@${host}`}
          spellcheck={false}
          autocomplete="off"
          required
        />
        <Field {...at('language')} label={say('setup.language')} options={languageOptions(fields.language)} />
        <MarkChoices
          {...at('colour')}
          label={say('setup.colour')}
          hint={say('setup.colour_hint')}
          options={colourOptions(host, colour ?? '', say)}
          initials={fields.name || 'Guildhall'}
        />
        <PermanentDomain {...at('domain')} host={host} />
        <Actions>
          <Button name="do" value="next">
            {say('setup.to_you')}
          </Button>
          <Fine>{say('setup.nothing_sent')}</Fine>
        </Actions>
      </Fields>
    </WithAside>
  );
}

interface PermanentDomainProps {
  readonly name: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly host: string;
}

function PermanentDomain({ name, value, error, host }: PermanentDomainProps) {
  const say = useSay();
  return (
    <Notice tone="wait" title={say('setup.permanent_title', { host })}>
      <p>{say('setup.permanent')}</p>
      <Field
        name={name}
        value={value}
        error={error}
        label={say('setup.type_domain')}
        spellcheck={false}
        autocomplete="off"
        required
      />
    </Notice>
  );
}

function FoundAside({ host }: { readonly host: string }) {
  const say = useSay();
  const { shape } = houseOf(host);
  return (
    <AsideSection title={say('setup.settled')}>
      <p>
        <Said k="setup.answers_for" values={{ host }} draw={{ copy: (words) => <Handle>{words}</Handle> }} />
      </p>
      <Fine>{say('setup.initials', { shape })}</Fine>
    </AsideSection>
  );
}

function YouScreen({ fields, errors, host }: SetupPageProps) {
  const say = useSay();
  const at = (name: keyof SetupFields) => ({ name, value: fields[name], error: errors[name] });
  return (
    <Fields>
      <Field
        {...at('person')}
        label={say('setup.your_name')}
        hint={say('setup.your_name_hint')}
        autocomplete="name"
        required
      />
      <Join
        {...at('personHandle')}
        label={say('setup.your_handle')}
        hint={say('setup.your_handle_hint')}
        suffix={`@${host}`}
        spellcheck={false}
        autocomplete="off"
        required
      />
      <Field
        {...at('email')}
        label={say('setup.your_mail')}
        hint={say('setup.your_mail_hint')}
        type="email"
        autocomplete="email"
        required
      />
      <Onward>{say('setup.to_rules')}</Onward>
    </Fields>
  );
}

function RulesScreen({ fields, errors }: SetupPageProps) {
  const say = useSay();
  return (
    <Fields>
      <RuleChoices fields={fields} errors={errors} />
      <Onward>{say('setup.found')}</Onward>
      <Told read={say('setup.told_read')} told={say('setup.told')} undo={say('setup.told_undo')} />
    </Fields>
  );
}

function Onward({ children }: { readonly children: string }) {
  const say = useSay();
  return (
    <Actions>
      <Button name="do" value="next">
        {children}
      </Button>
      <Button look="plain" name="do" value="back" novalidate>
        {say('setup.back')}
      </Button>
    </Actions>
  );
}

/** The last screen: it is done, and what to do with it. */
export function setupDoneRoutes(): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/setup/done', (context) => {
    requireViewerMay(context.var.visit, 'collective.change');
    return show(context, <SetupDonePage visit={context.var.visit} />);
  });
  return routes;
}

function SetupDonePage({ visit }: { readonly visit: Visit }) {
  const { collective, handle } = visit;
  const say = useSay();
  return (
    <Page {...frameOf(visit)} title={say('setup.done_title')} hidden>
      <Title above={<Where current={labels.length - 1} />} deck={say('setup.done_deck')}>
        <Said
          k="setup.done_heading"
          values={{ name: collective.name }}
          draw={{ bdi: (words) => <bdi>{words}</bdi> }}
        />
      </Title>
      <Entries>
        <Entry title={say('setup.the_address')} note={say('setup.the_address_note')} strong>
          <p>
            <Handle>{handle}</Handle>
          </p>
          <p>{say('setup.the_address_text')}</p>
        </Entry>
        <Entry title={say('setup.what_now')} strong>
          <Rows rows={nextSteps(say)} />
        </Entry>
      </Entries>
    </Page>
  );
}

function nextSteps(say: Say) {
  const step = (name: 'post' | 'follow' | 'introduce', href: string) => ({
    title: say(`setup.${name}`),
    href,
    children: <p>{say(`setup.${name}_text`)}</p>,
  });
  return [step('post', '/opportunities/new'), step('follow', '/allies'), step('introduce', '/settings')];
}
