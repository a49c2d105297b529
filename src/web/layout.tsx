import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import { otherForm } from '../domain/collective/collective.ts';
import { directionOf, nameOf, wholeLanguages } from '../words/language.ts';
import { assets, houseIcon, houseStylesheet, type ScriptName, scriptAddress } from './assets.ts';
import { guildhall, type House } from './components/house.ts';
import { Mark } from './components/mark.tsx';
import { Icon, type IconName } from './icons.tsx';
import { useSay } from './reader.tsx';

/** A link of the navigation. */
export interface NavItem {
  readonly href: string;
  readonly label: string;
  /** How many things wait there. Shown when above zero. */
  readonly count?: number | undefined;
}

/** The collective this place belongs to; missing before setup, when Guildhall stands in. */
export interface Collective {
  readonly name: string;
  readonly house: House;
  /** The path of its logo, which stands in place of the mark. */
  readonly logo?: string | undefined;
  /** Who answers for this place, by name; stands in the foot of every page. */
  readonly answers?: readonly { readonly name: string; readonly href?: string | undefined }[] | undefined;
}

/** Who is signed in. */
export interface Viewer {
  readonly name: string;
  /** Their own page. */
  readonly href: string;
}

/** What is the same on many pages: everything of `Page` except its title and content. */
export interface Frame {
  readonly collective?: Collective | undefined;
  readonly viewer?: Viewer | undefined;
  /** Links of the masthead in order: what this viewer may use, nothing else. */
  readonly nav?: readonly NavItem[] | undefined;
  /** The `href` of the nav item this page belongs to. */
  readonly current?: string | undefined;
  /** Icons at the end of the masthead, such as writing something new. */
  readonly tools?:
    | readonly { readonly href: string; readonly label: string; readonly icon: IconName }[]
    | undefined;
  /** Where one signs in; without it, and without a viewer, the frame offers no sign-in. */
  readonly signIn?: string | undefined;
  /** Links of the foot: imprint, privacy, feeds. */
  readonly footLinks?: readonly NavItem[] | undefined;
  /** The version that runs, and where its source is. */
  readonly software: { readonly version: string; readonly href: string };
  /** Where the foot comes back to after another language was chosen there: this page. Without it, no choice is offered. */
  readonly here?: string | undefined;
  /** What its reader must see on every page, above everything else. */
  readonly urgent?: Child;
}

/** A page: its frame, and what only it has. */
export interface PageProps extends Frame {
  /** Words of the tab; the collective's name is added unless they hold it. */
  readonly title: string;
  /** One sentence for search results and previews. */
  readonly description?: string | undefined;
  /** The absolute address of this page, without query. */
  readonly url?: string | undefined;
  /** The absolute address of the same thing as ActivityPub JSON. */
  readonly activity?: string | undefined;
  /** Keeps search engines out: for errors, forms and everything behind sign-in. */
  readonly hidden?: boolean | undefined;
  /** Enhancement modules; the page is complete without them. */
  readonly scripts?: readonly ScriptName[] | undefined;
  readonly children: Child;
}

/** A whole document with its doctype: `context.html(<Page …>…</Page>)`. No style attribute, nothing inline. */
export function Page(props: PageProps) {
  const say = useSay();
  const house = props.collective?.house ?? guildhall;
  const dye = house.colour?.startsWith('#') === true ? undefined : house.colour;
  const document = (
    <html lang={say.language} dir={directionOf(say.language)} data-dye={dye}>
      <Head {...props} house={house} />
      <body>
        <a class="skip" href="#main">
          {say('frame.skip')}
        </a>
        <Masthead {...props} house={house} />
        <main id="main" class="wrap" tabindex={-1}>
          {props.urgent}
          {props.children}
        </main>
        <Foot {...props} />
      </body>
    </html>
  );
  return html`<!doctype html>${document}`;
}

function Head(props: PageProps & { readonly house: House }) {
  const { title, description, url, activity, collective, house, hidden = false, scripts = [] } = props;
  const site = collective?.name ?? 'Guildhall';
  const colours = houseStylesheet(house);
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title.includes(site) ? title : `${title} · ${site}`}</title>
      {description !== undefined && <meta name="description" content={description} />}
      {hidden && <meta name="robots" content="noindex" />}
      <meta name="color-scheme" content="light dark" />
      <link rel="preload" href={assets().romanFont} as="font" type="font/woff2" crossorigin="anonymous" />
      <link rel="stylesheet" href={assets().stylesheet} />
      {scripts.map((name) => (
        <script type="module" src={scriptAddress(name)} />
      ))}
      {colours !== undefined && <link rel="stylesheet" href={colours} />}
      {collective?.logo === undefined ? (
        <link rel="icon" href={houseIcon(house)} type="image/svg+xml" />
      ) : (
        <link rel="icon" href={collective.logo} type="image/png" />
      )}
      {url !== undefined && <link rel="canonical" href={url} />}
      {activity !== undefined && <link rel="alternate" type="application/activity+json" href={activity} />}
      <meta property="og:site_name" content={site} />
      <meta property="og:type" content="website" />
      <meta property="og:title" content={title} />
      {description !== undefined && <meta property="og:description" content={description} />}
      {url !== undefined && <meta property="og:url" content={url} />}
    </head>
  );
}

type Dressed = Frame & { readonly house: House };

function Masthead(props: Dressed) {
  const { collective, house, nav = [], current } = props;
  const say = useSay();
  const name = collective?.name ?? 'Guildhall';
  const badge = (
    <>
      {collective?.logo === undefined ? (
        <Mark name={name} house={house} />
      ) : (
        <img src={otherForm(collective.logo, 'webp')} alt="" width="34" height="34" />
      )}
      <bdi>{name}</bdi>
    </>
  );
  const nameClass = name.length > 20 ? 'name long' : 'name';
  return (
    <header class="masthead">
      <div class="wrap">
        {collective === undefined ? (
          <span class={nameClass}>{badge}</span>
        ) : (
          <a class={nameClass} href="/">
            {badge}
          </a>
        )}
        {nav.length > 0 && (
          <nav id="nav" popover="auto" aria-label={say('frame.main')}>
            <div class="menu-head">
              <span>{say('frame.menu')}</span>
              <button type="button" popovertarget="nav" popovertargetaction="hide">
                {say('frame.close')}
              </button>
            </div>
            {nav.map((item) => (
              <NavLink item={item} current={item.href === current} />
            ))}
          </nav>
        )}
        <Tools {...props} />
      </div>
    </header>
  );
}

interface NavLinkProps {
  readonly item: NavItem;
  readonly current: boolean;
}

function NavLink({ item, current }: NavLinkProps) {
  const say = useSay();
  return (
    <a href={item.href} aria-current={current ? 'page' : undefined}>
      {item.label}
      {item.count !== undefined && item.count > 0 && (
        <span class="count">
          {item.count}
          <span class="hush"> {say('frame.waiting')}</span>
        </span>
      )}
    </a>
  );
}

function Tools({ viewer, signIn, tools = [], nav = [], house }: Dressed) {
  const say = useSay();
  return (
    <div class="tools">
      {tools.map(({ href, label, icon }) => (
        <a href={href}>
          <Icon name={icon} />
          <span class="hush">{label}</span>
        </a>
      ))}
      {viewer !== undefined && (
        <a href={viewer.href}>
          <Mark name={viewer.name} house={house} size="s" />
          <span class="hush">
            {say('frame.me')}: {viewer.name}
          </span>
        </a>
      )}
      {viewer === undefined && signIn !== undefined && (
        <a class="button line small" href={signIn}>
          {say('frame.sign_in')}
        </a>
      )}
      {nav.length > 0 && (
        <button class="menu-button" type="button" popovertarget="nav">
          <Icon name="menu" />
          {say('frame.menu')}
        </button>
      )}
    </div>
  );
}

function Foot({ collective, software, footLinks = [], here }: Frame) {
  const say = useSay();
  const answers = collective?.answers ?? [];
  return (
    <footer class="foot">
      <div class="wrap">
        <div>
          <p>
            {collective !== undefined && `${collective.name} ${say('frame.runs_on')} `}
            <a href={software.href}>Guildhall {software.version}</a>, {say('frame.free')}.
            {answers.length > 0 && ` ${say('frame.answers')} `}
            {answers.map(({ name, href }, index) => (
              <>
                {index > 0 && ', '}
                {href === undefined ? <bdi>{name}</bdi> : <a href={href}>{name}</a>}
              </>
            ))}
          </p>
          {footLinks.length > 0 && (
            <nav aria-label={say('frame.about_site')}>
              {footLinks.map(({ href, label }) => (
                <a href={href}>{label}</a>
              ))}
            </nav>
          )}
          {here !== undefined && <LanguageChoice here={here} />}
        </div>
      </div>
    </footer>
  );
}

/** A button for each language the pages speak, except the one they are in now. */
function LanguageChoice({ here }: { readonly here: string }) {
  const say = useSay();
  const others = wholeLanguages.filter((language) => language !== say.language);
  return (
    <form class="tongues" method="post" action="/language" aria-label={say('frame.language')}>
      <input type="hidden" name="next" value={here} />
      {others.map((language) => (
        <button type="submit" class="button plain small" name="language" value={language} lang={language}>
          {nameOf(language)}
        </button>
      ))}
    </form>
  );
}
