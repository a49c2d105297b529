-- Signing in: passkeys, recovery codes, sessions a person can tell apart, and letters to be mailed.

alter table session
  add column id uuid not null default gen_random_uuid(),
  add column device text not null default '',
  add column proved_at timestamptz;
create unique index session_id on session (id);
comment on column session.proved_at is 'When the person last showed that it is them; null where a mailed link alone did not show enough.';

alter table link_token add column is_mailed boolean not null default false;
comment on column link_token.is_mailed is 'Whether it went out by mail. One that a steward passed on stands for the steward''s word.';

create table passkey (
  id uuid primary key,
  member_id uuid not null references member (id) on delete cascade,
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  is_synced boolean not null,
  is_backed_up boolean not null,
  name text not null,
  created_at timestamptz not null,
  used_at timestamptz
);
create index passkey_member on passkey (member_id);
comment on table passkey is 'Only public keys. The private half never leaves the device of the person.';

create table passkey_challenge (
  hash bytea primary key,
  purpose text not null check (purpose in ('add', 'sign-in', 'prove')),
  session_id uuid references session (id) on delete cascade,
  expires_at timestamptz not null,
  check ((purpose = 'sign-in') = (session_id is null))
);
create index passkey_challenge_age on passkey_challenge (expires_at);
create index passkey_challenge_session on passkey_challenge (session_id);

create table recovery_code (
  hash bytea primary key,
  member_id uuid not null references member (id) on delete cascade,
  created_at timestamptz not null,
  used_at timestamptz
);
create index recovery_code_member on recovery_code (member_id);

create table attempt (
  key bytea primary key,
  count integer not null,
  ends_at timestamptz not null
);
create index attempt_age on attempt (ends_at);
comment on table attempt is 'How often somebody tried, by a digest of who. Rows live as long as their window.';

create table mail (
  id uuid primary key,
  position bigint generated always as identity,
  kind text not null,
  member_id uuid references member (id) on delete cascade,
  recipient text,
  payload jsonb not null,
  created_at timestamptz not null,
  run_at timestamptz not null,
  locked_until timestamptz,
  attempts integer not null default 0,
  is_dead boolean not null default false,
  error text,
  done_at timestamptz,
  check ((member_id is null) = (recipient is not null))
);
create index mail_ready on mail (position) where done_at is null and not is_dead;
create index mail_member on mail (member_id);
comment on table mail is 'Letters to people, written with what causes them. Never holds a link that opens something: the worker makes it as it sends.';
