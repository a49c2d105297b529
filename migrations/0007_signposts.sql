-- Signposts: what a person does, is learning and doesn't do, when they are free, and who may see which part of it.

create table signpost (
  member_id uuid primary key references member (id) on delete cascade,
  headline text not null default '',
  -- Who may see what, by field; a field that is missing has its default.
  audiences jsonb not null default '{}',
  is_indexable boolean not null default false,
  place_grain text not null default 'none' check (place_grain in ('none', 'country', 'region', 'town')),
  country text check (country ~ '^[A-Z]{2}$'),
  region text,
  town text,
  contact_policy text not null default 'introduced' check (contact_policy in ('anyone', 'introduced', 'nobody')),
  contact_how text not null default '',
  availability_confirmed_at timestamptz,
  updated_at timestamptz not null,
  check ((place_grain = 'none') = (country is null)),
  check (region is null or place_grain in ('region', 'town')),
  check (town is null or place_grain = 'town')
);
comment on table signpost is 'Made with the first thing a person says. What is finer than the grain of their place is never stored.';
comment on column signpost.is_indexable is 'Whether other collectives may find them in their own directories (FEP-5feb).';

create table signpost_skill (
  member_id uuid not null references member (id) on delete cascade,
  skill_uri text not null references skill (uri) on delete restrict,
  list text not null check (list in ('do', 'learning', 'dont')),
  position integer not null,
  level smallint check (level between 1 and 4),
  since_year smallint check (since_year between 1900 and 2200),
  last_used date,
  note text not null default '',
  primary key (member_id, skill_uri)
);
create index signpost_skill_uri on signpost_skill (skill_uri, list);
comment on column signpost_skill.last_used is 'The first day of the month in which it was last used.';

create table signpost_week (
  member_id uuid not null references member (id) on delete cascade,
  week date not null check (extract(isodow from week) = 1),
  state text not null check (state in ('free', 'booked')),
  hours smallint check (hours between 1 and 80),
  primary key (member_id, week)
);
comment on table signpost_week is 'Weeks by their Monday. A week without a row is unknown. Hours are those free in it.';

create table signpost_terms (
  member_id uuid not null references member (id) on delete cascade,
  kind text not null check (kind in ('hourly', 'fixed', 'equity', 'barter', 'training', 'none')),
  currency text check (currency ~ '^[A-Z]{3}$'),
  floor_minor bigint check (floor_minor > 0),
  note text not null default '',
  primary key (member_id, kind),
  check ((currency is null) = (floor_minor is null))
);
comment on table signpost_terms is 'On which terms somebody works. A floor is the least they take, in minor units.';

create table signpost_language (
  member_id uuid not null references member (id) on delete cascade,
  tag text not null,
  level text not null check (level in ('native', 'fluent', 'working', 'basic')),
  position integer not null,
  primary key (member_id, tag)
);

create table signpost_work (
  id uuid primary key,
  member_id uuid not null references member (id) on delete cascade,
  title text not null,
  role text not null default '',
  url text,
  began date,
  ended date,
  summary text not null default '',
  skills text[] not null default '{}',
  source text not null check (source in ('typed', 'json-resume', 'mastodon')),
  position integer not null,
  created_at timestamptz not null
);
create index signpost_work_member on signpost_work (member_id, position);
comment on table signpost_work is 'What somebody says they delivered. All of it is claimed: only a finished agreement makes a witness.';

create table signpost_link (
  id uuid primary key,
  member_id uuid not null references member (id) on delete cascade,
  url text not null,
  label text not null default '',
  position integer not null,
  created_at timestamptz not null,
  check_at timestamptz not null,
  checked_at timestamptz,
  verified_at timestamptz,
  failure text
);
create index signpost_link_member on signpost_link (member_id, position);
create index signpost_link_due on signpost_link (check_at);
comment on table signpost_link is 'Pages of a person elsewhere. Verified when that page links back here with rel=me; looked at again from time to time.';
