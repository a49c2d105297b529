import type { Child } from 'hono/jsx';
import { type Action, can } from '../../domain/members/can.ts';
import type { Key } from '../../words/say.ts';
import type { ScriptName } from '../assets.ts';
import { ErrorSummary } from '../components/notice.tsx';
import { Stack, Title } from '../components/section.tsx';
import { WithSideNav } from '../components/side-nav.tsx';
import { type FieldErrors, noErrors, summaryOf } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { DoneNotice } from './done.tsx';
import { frameOf, type Visit } from './visit.tsx';

/** Every page of the settings in the order of its navigation; those with a right are shown to who has it. */
const settingsPages = [
  { href: '/settings', label: 'settings.nav_me' },
  { href: '/settings/access', label: 'settings.nav_access' },
  { href: '/settings/sign-in', label: 'settings.nav_sign_in' },
  { href: '/settings/mail-address', label: 'settings.nav_mail_address' },
  { href: '/settings/tokens', label: 'settings.nav_tokens' },
  { href: '/settings/notices', label: 'settings.nav_notices' },
  { href: '/settings/collective', label: 'settings.nav_collective', right: 'collective.change' },
  { href: '/settings/skills', label: 'settings.nav_skills', right: 'skill.curate' },
  { href: '/settings/blocks', label: 'settings.nav_blocks', right: 'moderation.act' },
  { href: '/settings/mail', label: 'settings.nav_mail', right: 'sign-in.pass_on' },
  { href: '/settings/resets', label: 'settings.nav_resets', right: 'sign-in.pass_on' },
] as const satisfies readonly { href: string; label: Key; right?: Action }[];

/** The address of a page of the settings. */
export type SettingsPath = (typeof settingsPages)[number]['href'];

interface SettingsFrameProps {
  readonly visit: Visit;
  readonly current: SettingsPath;
  readonly title: string;
  readonly deck?: Child;
  readonly actions?: Child;
  /** The word in `?done=`. */
  readonly done?: string | undefined;
  readonly errors?: FieldErrors | undefined;
  readonly scripts?: readonly ScriptName[] | undefined;
  /** `Entries`, mostly. */
  readonly children: Child;
}

/** What is around every page of the settings: its title, what was just done or is wrong, and the other pages. */
export function SettingsFrame(props: SettingsFrameProps) {
  const { visit, current, title, deck, actions, done, errors = noErrors, scripts, children } = props;
  const say = useSay();
  const links = settingsPages
    .filter((page) => !('right' in page) || can(visit.viewer, page.right))
    .map(({ href, label }) => ({ href, label: say(label) }));
  return (
    <Page {...frameOf(visit, '/settings')} title={title} scripts={scripts} hidden>
      <Title above={<DoneNotice done={done} />} deck={deck} actions={actions}>
        {title}
      </Title>
      <WithSideNav label={say('settings.nav')} links={links} current={current}>
        <Stack far>
          <ErrorSummary errors={summaryOf(errors)} />
          {children}
        </Stack>
      </WithSideNav>
    </Page>
  );
}
