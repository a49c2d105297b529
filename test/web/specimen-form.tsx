import { markdownToHtml, sanitizeHtml } from '../../src/core/html.ts';
import { Told } from '../../src/web/components/audience.tsx';
import { Actions, Button } from '../../src/web/components/button.tsx';
import { Choices, MarkChoices, Steps } from '../../src/web/components/choices.tsx';
import { Field, FieldRow, Fields, Join } from '../../src/web/components/form.tsx';
import { clientOf, dyes, guestOf, guildhall, houseOf, houseShapes } from '../../src/web/components/house.ts';
import { Receipt } from '../../src/web/components/list.tsx';
import { Mark, Person } from '../../src/web/components/mark.tsx';
import { ErrorSummary, Notice } from '../../src/web/components/notice.tsx';
import { Post } from '../../src/web/components/post.tsx';
import { Prose } from '../../src/web/components/prose.tsx';
import {
  AsideSection,
  Columns,
  Entries,
  Entry,
  Fine,
  Stack,
  Title,
  WithAside,
} from '../../src/web/components/section.tsx';
import { WithSideNav } from '../../src/web/components/side-nav.tsx';
import { State, stateNames, stateWord } from '../../src/web/components/state.tsx';
import { TimeStamp } from '../../src/web/components/time.tsx';
import { Icon, iconNames } from '../../src/web/icons.tsx';
import { Page } from '../../src/web/layout.tsx';
import { ReadBy } from '../../src/web/reader.tsx';
import { sayIn } from '../../src/words/say.ts';
import { at, frame, loom, publicFrame, zone } from './specimen-frame.tsx';

const handleError = 'This says loom.exmaple. This server answers for loom.example.';

const preview = sanitizeHtml(
  '<p><strong>Ferry timetables people can read</strong><br>Anyone on the quay can find the next ferry in ten seconds.</p>' +
    '<ul><li>Information designer, 90 h, 68 EUR/h</li><li>Typographer, 60 h, 68 EUR/h</li></ul>' +
    '<p><a href="https://loom.example/opportunities/43">https://loom.example/opportunities/43</a></p>',
);

/** Every part of a form, with one thing wrong, beside a preview of the post. */
export function FormSpecimen() {
  const errors = [{ name: 'confirm', message: handleError }];
  return (
    <Page {...frame} title="Name your collective" hidden>
      <Title
        above={
          <Steps
            steps={[
              { label: 'Collective', href: '/setup' },
              { label: 'You' },
              { label: 'Who may join' },
              { label: 'Done' },
            ]}
            current={1}
          />
        }
        deck="Four short pages, about three minutes. Only the address on this one is for ever."
      >
        Name your collective
      </Title>
      <form method="post" action="/setup">
        <WithAside even label="Preview" aside={<FormAside />}>
          <Fields>
            <ErrorSummary errors={errors} />
            <Field name="name" label="Name" value="Loom" autocomplete="organization" required />
            <Field
              name="purpose"
              label="Purpose"
              hint="One sentence a stranger understands. You can change it any day."
              rows={2}
              value="Eleven free agents who make public services readable."
            />
            <Join
              name="handle"
              label="Address"
              hint="People on Mastodon and elsewhere follow this."
              value="loom"
              suffix="@loom.example"
            />
            <FieldRow>
              <Field name="close" label="Close on" type="date" value="2026-12-25" />
              <Field name="hour" label="At" type="time" value="18:00" />
              <Field name="count" label="People" type="number" min="1" value="2" width="short" />
            </FieldRow>
            <ChoiceParts />
            <Notice tone="wait" title="loom.example is permanent">
              <p>Every signature and every follower will point to it.</p>
              <Field
                name="confirm"
                label="Type the domain to confirm"
                value="loom.exmaple"
                spellcheck={false}
                error={handleError}
              />
            </Notice>
            <Actions>
              <Button>Continue to You</Button>
              <Button look="line" name="draft" value="1" novalidate>
                Keep as draft
              </Button>
              <Button off>Publish</Button>
              <Button look="plain" href="/">
                Leave
              </Button>
            </Actions>
            <Told
              read="Anyone can read it, on this site and on every server it reaches"
              told="214 followers and 10 collectives are told once"
              undo="You can take it back for 30 seconds without trace; later edits are sent as edits"
            />
          </Fields>
        </WithAside>
      </form>
    </Page>
  );
}

function ChoiceParts() {
  return (
    <>
      <Choices
        name="audience"
        label="Who can see this"
        value="public"
        error="Choose one of the two."
        options={[
          { value: 'followers', label: 'Followers', hint: '214 people on 61 servers.' },
          { value: 'public', label: 'Anyone', hint: 'Public page, and a post to 214 followers.' },
        ]}
      />
      <Choices
        many
        name="languages"
        label="Languages"
        hint="Those the work can be done in."
        value={['nl', 'en']}
        options={[
          { value: 'nl', label: 'Dutch' },
          { value: 'fr', label: 'French' },
          { value: 'en', label: 'English' },
        ]}
      />
      <MarkChoices
        name="shape"
        label="Shape"
        hint="Your people’s initials stand in it, here and on every ally’s pages."
        initials="Loom"
        value="arch"
        options={houseShapes.map((shape) => ({
          value: shape,
          label: shape,
          house: houseOf('loom.example', { shape, colour: 'woad' }),
        }))}
      />
    </>
  );
}

function FormAside() {
  return (
    <>
      <AsideSection title="As followers will see it">
        <Fine>On Mastodon. 310 of 500 characters before the link.</Fine>
        <Post
          label="Preview of the post"
          author={{ name: 'Loom Collective', handle: '@loom@loom.example', house: loom }}
          html={preview}
          at={<TimeStamp at={at('2026-11-26T09:36Z')} look="short" zone={zone} />}
        />
      </AsideSection>
      <AsideSection title="Before you publish">
        <Receipt
          lines={[
            { what: 'The outcome is plain', state: 'ok', word: 'Yes' },
            {
              what: 'The deadline is a holiday',
              note: '25 December in six of seven countries you reach.',
              state: 'warn',
              word: 'Look',
            },
          ]}
        />
      </AsideSection>
    </>
  );
}

/** Marks, states, icons, colours and type. */
export function MarksSpecimen() {
  const houses = dyes.map((colour, index) =>
    houseOf(`${colour}.example`, { colour, shape: houseShapes[index % 5] }),
  );
  return (
    <Page {...publicFrame} title="Specimen">
      <Title lede kicker={['For those who build it']} deck="Every part of the identity on one page.">
        Struck small, checked by someone else.
      </Title>
      <Entries>
        <Entry strong title="Marks" note="Shape and colour say whose house; initials say who.">
          <Columns
            items={[
              ...houses.map((house) => (
                <Person named name={house.domain.split('.')[0] ?? ''} house={house} note={house.shape} />
              )),
              <Person named name="A client" house={clientOf('client.example')} note="plain card" />,
              <Person
                name="Wen"
                house={guestOf('masto.example')}
                from="@wen@masto.example"
                href="https://masto.example/@wen"
              />,
              <Person named name="Guildhall" house={guildhall} note="the gable" />,
            ]}
          />
        </Entry>
        <Entry strong title="States" note="A mark, a word, then a colour.">
          <Columns
            items={stateNames.map((state) => <State state={state}>{stateWord(state, sayIn('en'))}</State>)}
          />
        </Entry>
        <Entry strong title="One colour each">
          <div class="cols">
            {houses.map((house) => (
              <section class="panel" data-dye={house.colour} aria-label={house.domain}>
                <p>
                  <a href="#states">A link on its surface</a>
                </p>
                <Actions>
                  <Button off={false}>Publish</Button>
                  <Mark name={house.domain} house={house} size="s" />
                </Actions>
              </section>
            ))}
          </div>
        </Entry>
        <Entry strong title="Type">
          <Stack>
            <Prose
              html={markdownToHtml(
                '### A heading\n\nA voice is set in the *serif*: what **people** say.\n\n> Quoted\n\n1. One\n2. Two\n\n`code` and ~~gone~~ and https://loom.example\n\n```\na block of code that is longer than a phone is wide, and must not push the page\n```',
              )}
            />
          </Stack>
        </Entry>
        <Entry strong title="Icons">
          <Columns
            items={iconNames.map((name) => (
              <span class="who">
                <Icon name={name} />
                {name}
              </span>
            ))}
          />
        </Entry>
        <Entry strong title="Pages that belong together">
          <WithSideNav
            label="Settings"
            links={[
              { href: '/settings', label: 'You' },
              { href: '/settings/access', label: 'Access' },
            ]}
            current="/settings"
          >
            <p>The one that is open.</p>
          </WithSideNav>
        </Entry>
        <Entry strong title="Notices">
          <Notice>Plain words.</Notice>
          <Notice tone="bad">Refused: they block Loom.</Notice>
          <Notice tone="good">9 arrived.</Notice>
        </Entry>
      </Entries>
    </Page>
  );
}

/** A page from right to left. */
export function ArabicSpecimen() {
  return (
    <ReadBy value={{ say: sayIn('ar'), zone: 'UTC' }}>
      <Page {...publicFrame} title="لوم">
        <Title kicker={['فرصة 41']} deck="نكتب ونختبر ونبني ونصفّ حروف ما ينبغي أن يفهمه الناس.">
          أحد عشر مستقلًا يجعلون الخدمات العامة مقروءة
        </Title>
        <Entries>
          <Entry strong title="الناس">
            <Columns items={[<Person named name="سلمى بنعلي" house={loom} from="loom.example" />]} />
            <p>
              <Icon name="next" />{' '}
              <TimeStamp at={at('2026-12-04T17:00Z')} look="full" zone={zone} lang="ar" />
            </p>
          </Entry>
        </Entries>
      </Page>
    </ReadBy>
  );
}
