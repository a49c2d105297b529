-- Work: ours, and what allies offer.

create table opportunity (
  id uuid primary key,
  status text not null check (status in ('draft', 'open', 'shortlisting', 'filled', 'closed', 'withdrawn', 'expired')),
  revision integer not null check (revision >= 1),
  title text not null,
  outcome text not null,
  roles jsonb not null,
  deadline timestamptz,
  time_zone text,
  place_kind text not null check (place_kind in ('remote', 'onsite', 'hybrid')),
  place_name text,
  languages text[] not null,
  contact text not null,
  audience text not null check (audience in ('public', 'followers')),
  reason text,
  posted_by uuid not null references member (id),
  created_at timestamptz not null,
  published_at timestamptz,
  updated_at timestamptz not null,
  check ((deadline is null) = (time_zone is null))
);
create index opportunity_newest on opportunity (created_at desc, id desc);
create index opportunity_deadline on opportunity (deadline) where status in ('open', 'shortlisting');

create table opportunity_revision (
  opportunity_id uuid not null references opportunity (id) on delete cascade,
  revision integer not null,
  member_id uuid references member (id),
  what text not null,
  changed_at timestamptz not null,
  primary key (opportunity_id, revision)
);

create table ally_opportunity (
  iri text primary key,
  post_iri text,
  actor_id uuid not null references actor (id) on delete cascade,
  url text not null,
  status text not null check (status in ('open', 'shortlisting', 'filled', 'closed', 'withdrawn', 'expired')),
  title text not null,
  outcome text not null,
  roles jsonb not null,
  deadline timestamptz,
  time_zone text,
  place_kind text not null check (place_kind in ('remote', 'onsite', 'hybrid')),
  place_name text,
  languages text[] not null,
  contact text not null,
  revision integer not null,
  published_at timestamptz not null,
  updated_at timestamptz not null,
  received_at timestamptz not null
);
create index ally_opportunity_newest on ally_opportunity (received_at desc, iri desc);
create index ally_opportunity_post on ally_opportunity (post_iri) where post_iri is not null;
