import { Hono } from 'hono';
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
import { RuleChoices } from './rules.tsx';
import { bareFrame, frameOf, type PageEnv, requireViewerMay, show, type Visit } from './visit.tsx';

const labels = ['Collective', 'You', 'Who may follow', 'Done'];

const titles: Readonly<Record<SetupScreen, { title: string; deck: string }>> = {
  collective: {
    title: 'Name your collective',
    deck: 'Three short pages, about three minutes. Only the addresses are for ever.',
  },
  you: { title: 'And you?', deck: 'You become the first steward. There is no password: a link lets you in.' },
  rules: { title: 'Who may follow and join', deck: 'Both can change any day, under Settings.' },
};

interface SetupPageProps {
  readonly screen: SetupScreen;
  readonly fields: SetupFields;
  readonly errors: FieldErrors;
  readonly host: string;
}

/** One of the screens that ask. */
export function SetupPage(props: SetupPageProps) {
  const { screen, fields, errors } = props;
  const { title, deck } = titles[screen];
  const current = setupScreens.indexOf(screen);
  return (
    <Page {...bareFrame} title={title} hidden>
      <Title above={<Steps steps={labels.map((label) => ({ label }))} current={current} />} deck={deck}>
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
  const at = (name: keyof SetupFields) => ({ name, value: fields[name], error: errors[name] });
  const colour = isColour(fields.colour) ? fields.colour : undefined;
  return (
    <WithAside even label="How it will look" aside={<FoundAside host={host} />}>
      <Fields>
        <Field {...at('name')} label="Name" autocomplete="organization" maxlength={80} required />
        <Field
          {...at('purpose')}
          label="Purpose"
          hint="One sentence a stranger understands. You can change it any day."
          rows={3}
          required
        />
        <Join
          {...at('handle')}
          label="Address"
          hint="People on Mastodon and elsewhere follow this. Lower case; for ever."
          suffix={`@${host}`}
          spellcheck={false}
          autocomplete="off"
          required
        />
        <Field
          {...at('language')}
          label="Language of your posts"
          options={languageOptions(fields.language)}
        />
        <MarkChoices
          {...at('colour')}
          label="Colour"
          hint="The shape comes from your domain. We keep the hue of the colour and set its lightness, so it stays readable."
          options={colourOptions(host, colour ?? '')}
          initials={fields.name || 'Guildhall'}
        />
        <PermanentDomain {...at('domain')} host={host} />
        <Actions>
          <Button name="do" value="next">
            Continue to You
          </Button>
          <Fine>Nothing is sent anywhere yet.</Fine>
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
  return (
    <Notice tone="wait" title={`${host} is permanent`}>
      <p>
        Every follower and every signature will point to it. Moving to another domain later means starting
        again.
      </p>
      <Field
        name={name}
        value={value}
        error={error}
        label="Type the domain to confirm"
        spellcheck={false}
        autocomplete="off"
        required
      />
    </Notice>
  );
}

function FoundAside({ host }: { readonly host: string }) {
  const { shape } = houseOf(host);
  return (
    <AsideSection title="What is settled">
      <p>
        This server answers for <Handle>{host}</Handle>.
      </p>
      <Fine>
        Your people’s initials stand in {shapeWords[shape]}, drawn from that name; here and on every ally’s
        pages.
      </Fine>
    </AsideSection>
  );
}

const shapeWords: Readonly<Record<string, string>> = {
  'cut-square': 'a cut square',
  arch: 'an arch',
  round: 'a circle',
  almond: 'an almond',
  hexagon: 'a hexagon',
};

function YouScreen({ fields, errors, host }: SetupPageProps) {
  const at = (name: keyof SetupFields) => ({ name, value: fields[name], error: errors[name] });
  return (
    <Fields>
      <Field {...at('person')} label="Your name" hint="What people call you." autocomplete="name" required />
      <Join
        {...at('personHandle')}
        label="Your handle"
        hint="Nobody can follow it until you say so, under Settings. Lower case; for ever."
        suffix={`@${host}`}
        spellcheck={false}
        autocomplete="off"
        required
      />
      <Field
        {...at('email')}
        label="Your mail address"
        hint="To let you in again. Only stewards see it."
        type="email"
        autocomplete="email"
        required
      />
      <Onward>Continue to Who may follow</Onward>
    </Fields>
  );
}

function RulesScreen({ fields, errors }: SetupPageProps) {
  return (
    <Fields>
      <RuleChoices fields={fields} errors={errors} />
      <Onward>Found the collective</Onward>
      <Told
        read="Anyone can read the front page and the profile from now on"
        told="Nobody, until somebody follows"
        undo="Name, purpose and rules change any day; the domain and the two handles never"
      />
    </Fields>
  );
}

function Onward({ children }: { readonly children: string }) {
  return (
    <Actions>
      <Button name="do" value="next">
        {children}
      </Button>
      <Button look="plain" name="do" value="back" novalidate>
        Back
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
  return (
    <Page {...frameOf(visit)} title="Done" hidden>
      <Title
        above={<Steps steps={labels.map((label) => ({ label }))} current={labels.length - 1} />}
        deck="You are signed in, and stay so in this browser."
      >
        <bdi>{collective.name}</bdi> is founded
      </Title>
      <Entries>
        <Entry title="The address" note="One click selects it." strong>
          <p>
            <Handle>{handle}</Handle>
          </p>
          <p>This is what people follow, on Mastodon and everywhere else. Give it to everybody.</p>
        </Entry>
        <Entry title="What now" strong>
          <Rows rows={nextSteps} />
        </Entry>
      </Entries>
    </Page>
  );
}

const nextSteps = [
  {
    title: 'Post the first opportunity',
    href: '/opportunities/new',
    children: <p>A title, an outcome and one role are enough.</p>,
  },
  {
    title: 'Follow a collective',
    href: '/allies',
    children: <p>What it offers comes here by itself.</p>,
  },
  {
    title: 'Say who you are',
    href: '/settings',
    children: <p>And choose whether people may find and follow you.</p>,
  },
];
