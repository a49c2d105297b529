-- The words for what people do: one vocabulary for members, opportunities and search.

create table vocabulary (
  singleton boolean primary key default true check (singleton),
  version bigint not null default 0,
  shipped text not null default ''
);
insert into vocabulary default values;
comment on table vocabulary is 'One row. Every change of a skill takes it, so changes have an order that every process sees.';
comment on column vocabulary.version is 'Counts changes; an index in memory reads the skills whose own version is higher than what it knows.';
comment on column vocabulary.shipped is 'Digest of the shipped lists that were loaded last.';

create table skill (
  uri text primary key,
  label text not null,
  key text not null,
  kind text not null check (kind in ('programming', 'technology', 'language', 'trade', 'other')),
  origin text not null check (origin in ('shipped', 'local', 'esco')),
  description text not null default '',
  uses integer not null default 0,
  version bigint not null,
  created_at timestamptz not null
);
create index skill_key on skill (key);
create index skill_uses on skill (uses desc, label) where uses > 0;
create unique index skill_local on skill (key) where origin = 'local';
comment on table skill is 'Something one can do or know. The URI names it on every node; the label is what people read.';
comment on column skill.key is 'The label without case, accents and kinds of dash and space: what an exact match compares.';
comment on column skill.uses is 'How often somebody here named it; decides what forms suggest.';

create table skill_alias (
  skill_uri text not null references skill (uri) on delete cascade,
  key text not null,
  alias text not null,
  origin text not null check (origin in ('shipped', 'local', 'esco')),
  primary key (skill_uri, key)
);
create index skill_alias_key on skill_alias (key);
comment on table skill_alias is 'Other names of a skill. One name may belong to several; then it decides nothing by itself.';

create table skill_broader (
  skill_uri text not null references skill (uri) on delete cascade,
  broader_uri text not null references skill (uri) on delete cascade,
  primary key (skill_uri, broader_uri),
  check (skill_uri <> broader_uri)
);
create index skill_narrower on skill_broader (broader_uri);
comment on table skill_broader is 'Who does the one does some of the other: watercolour is a part of painting.';

create table skill_related (
  skill_uri text not null references skill (uri) on delete cascade,
  related_uri text not null references skill (uri) on delete cascade,
  primary key (skill_uri, related_uri),
  check (skill_uri <> related_uri)
);
create index skill_related_back on skill_related (related_uri);
comment on table skill_related is 'Near each other, neither above the other. Written once, read in both directions.';

create table skill_redirect (
  from_uri text primary key references skill (uri) on delete cascade,
  into_uri text not null references skill (uri) on delete cascade,
  merged_by uuid references member (id) on delete set null,
  merged_at timestamptz not null,
  check (from_uri <> into_uri)
);
create index skill_redirect_into on skill_redirect (into_uri);
comment on table skill_redirect is 'A steward''s merge. Names of the one count for the other as long as the row is there; taking it away undoes the merge.';

create table skill_import (
  file text primary key,
  digest text not null,
  row_count integer not null,
  updated_at timestamptz not null
);
comment on table skill_import is 'How far each file of an imported classification was read, so that a broken import goes on where it stopped.';
