-- Who this node is, who is on the network, and who belongs to the collective.

create table node (
  singleton boolean primary key default true check (singleton),
  origin text not null,
  created_at timestamptz not null
);
comment on table node is 'One row, written at setup. The origin is permanent: every address of ours contains it.';

create table actor (
  id uuid primary key,
  iri text not null unique,
  type text not null check (type in ('Application', 'Group', 'Organization', 'Person', 'Service')),
  handle text not null,
  host text not null,
  name text not null,
  summary text not null default '',
  url text not null,
  inbox text not null,
  shared_inbox text,
  followers text,
  is_local boolean not null,
  is_guildhall boolean not null default false,
  approves_followers boolean not null default false,
  also_known_as text[] not null default '{}',
  moved_to text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  fetched_at timestamptz,
  deleted_at timestamptz
);
create unique index actor_local_handle on actor (handle) where is_local;
create index actor_host on actor (host);
comment on table actor is 'Anyone on the network, of this node or another. A deleted one stays, so that its address answers 410.';

create table actor_key (
  actor_id uuid not null references actor (id) on delete cascade,
  kind text not null check (kind in ('rsa', 'ed25519')),
  public_jwk text not null,
  sealed_private bytea not null,
  created_at timestamptz not null,
  primary key (actor_id, kind)
);
comment on column actor_key.sealed_private is 'AES-256-GCM under the master key, with the actor and the kind as associated data. Nothing here is readable without it.';

create table remote_key (
  key_id text primary key,
  owner text not null,
  public_pem text not null,
  fetched_at timestamptz not null
);
create index remote_key_owner on remote_key (owner);

create table collective (
  singleton boolean primary key default true check (singleton),
  actor_id uuid not null references actor (id),
  name text not null,
  handle text not null,
  purpose text not null,
  language text not null,
  follow_policy text not null check (follow_policy in ('anyone', 'approve')),
  join_policy text not null check (join_policy in ('closed', 'invitation', 'application')),
  colour text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table member (
  id uuid primary key,
  actor_id uuid not null unique references actor (id),
  email text,
  hat text not null check (hat in ('steward', 'member')),
  is_federated boolean not null default false,
  about text not null default '',
  joined_at timestamptz not null,
  left_at timestamptz
);
create unique index member_email on member (lower(email)) where email is not null and left_at is null;
comment on column member.is_federated is 'Whether the person chose to be an actor on the Fediverse. Off until they say so.';

create table link_token (
  hash bytea primary key,
  purpose text not null check (purpose in ('setup', 'sign-in')),
  member_id uuid references member (id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  check ((purpose = 'setup') = (member_id is null))
);
comment on table link_token is 'One-time links: SHA-256 of the token, never the token.';

create table session (
  hash bytea primary key,
  member_id uuid not null references member (id) on delete cascade,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_member on session (member_id);

create table api_token (
  hash bytea primary key,
  name text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  used_at timestamptz
);
