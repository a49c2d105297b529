-- What other servers and this one say to each other.

create table follower (
  actor_id uuid not null references actor (id) on delete cascade,
  follower_id uuid not null references actor (id) on delete cascade,
  follow_iri text,
  state text not null check (state in ('pending', 'accepted')),
  created_at timestamptz not null,
  primary key (actor_id, follower_id)
);
create index follower_newest on follower (actor_id, created_at desc, follower_id desc);

create table following (
  actor_id uuid not null references actor (id) on delete cascade,
  target_id uuid not null references actor (id) on delete cascade,
  follow_iri text not null,
  state text not null check (state in ('requested', 'accepted', 'rejected')),
  created_at timestamptz not null,
  answered_at timestamptz,
  primary key (actor_id, target_id)
);
create index following_follow on following (follow_iri);

create table host_block (
  host text primary key,
  reason text not null,
  created_at timestamptz not null
);

create table blocked_by (
  actor_id uuid not null references actor (id) on delete cascade,
  blocker_id uuid not null references actor (id) on delete cascade,
  activity_iri text,
  created_at timestamptz not null,
  primary key (actor_id, blocker_id)
);
comment on table blocked_by is 'Who asked not to hear from one of ours. Never shown, never told on.';

create table report (
  id uuid primary key,
  reporter text not null,
  activity_iri text not null unique,
  objects text[] not null,
  content text not null,
  created_at timestamptz not null,
  closed_at timestamptz
);

create table post (
  iri text primary key,
  actor_id uuid not null references actor (id) on delete cascade,
  in_reply_to text,
  html text not null,
  language text,
  url text not null,
  visibility text not null check (visibility in ('public', 'unlisted', 'followers', 'direct')),
  published_at timestamptz not null,
  updated_at timestamptz not null,
  received_at timestamptz not null
);
create index post_reply on post (in_reply_to) where in_reply_to is not null;
comment on table post is 'Notes of others that concern us: from those we follow, answers to ours, mentions of ours.';

create table reaction (
  actor_id uuid not null references actor (id) on delete cascade,
  kind text not null check (kind in ('like', 'announce')),
  object_iri text not null,
  activity_iri text,
  created_at timestamptz not null,
  primary key (actor_id, kind, object_iri)
);
comment on table reaction is 'Likes and shares of our posts. Kept for their author''s Undo; never shown as merit.';

create table gone (
  iri text not null,
  owner text not null,
  is_local boolean not null,
  gone_at timestamptz not null,
  primary key (iri, owner)
);
comment on table gone is 'What was deleted. Ours answer 410; others'' stay away when a late Create arrives.';

create table undone (
  actor text not null,
  activity_iri text not null,
  undone_at timestamptz not null,
  primary key (actor, activity_iri)
);
comment on table undone is 'Undo that came before what it undoes (parked for a week).';

create table inbox_item (
  id bigint generated always as identity primary key,
  activity_id text not null,
  has_own_id boolean not null,
  actor text not null,
  type text not null,
  digest text not null,
  body text not null,
  received_at timestamptz not null default now(),
  run_at timestamptz not null default now(),
  locked_until timestamptz,
  attempts integer not null default 0,
  is_dead boolean not null default false,
  error text
);
create index inbox_item_ready on inbox_item (run_at, id) where not is_dead;
create index inbox_item_order on inbox_item (actor, id) where not is_dead;
comment on table inbox_item is 'What the gate accepted and nobody has read yet. The 202 was sent after the row was committed.';

create table inbox_seen (
  actor text not null,
  activity_id text not null,
  digest text not null,
  seen_at timestamptz not null default now(),
  primary key (actor, activity_id)
);
create index inbox_seen_age on inbox_seen (seen_at);
comment on table inbox_seen is 'One row for each activity that had its effect, written in the same transaction.';

create table outbox (
  id uuid primary key,
  position bigint generated always as identity,
  kind text not null,
  payload jsonb not null,
  created_at timestamptz not null,
  run_at timestamptz not null default now(),
  locked_until timestamptz,
  attempts integer not null default 0,
  is_dead boolean not null default false,
  error text,
  done_at timestamptz
);
create index outbox_ready on outbox (position) where done_at is null and not is_dead;
create index outbox_announced on outbox ((payload ->> 'object')) where kind in ('announced', 'announce.undone');
comment on table outbox is 'What must leave this node, written with what caused it. The id names the activity.';

create table activity (
  iri text primary key,
  event_id uuid not null references outbox (id),
  actor_id uuid not null references actor (id),
  type text not null,
  object_iri text not null,
  is_public boolean not null,
  body text not null,
  created_at timestamptz not null
);
create index activity_outbox on activity (actor_id, created_at desc, iri desc);
create index activity_object on activity (object_iri);
comment on table activity is 'What this node said, byte for byte; the outbox collection and the receipts read it.';

create table delivery (
  activity_iri text not null references activity (iri) on delete cascade,
  inbox text not null,
  host text not null,
  state text not null check (state in ('queued', 'delivered', 'retrying', 'gave up', 'refused')),
  status integer,
  attempts integer not null default 0,
  next_at timestamptz,
  error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (activity_iri, inbox)
);
create index delivery_newest on delivery (created_at desc, activity_iri, inbox);
create index delivery_open on delivery (host) where state in ('queued', 'retrying');
create index delivery_inbox on delivery (inbox, updated_at);
comment on table delivery is 'Receipts: one row for each activity and recipient inbox.';

create table message (
  id bigint generated always as identity primary key,
  queue text not null,
  ordering_key text,
  activity_iri text,
  inbox text,
  run_at timestamptz not null default now(),
  locked_until timestamptz,
  attempts integer not null default 0,
  is_dead boolean not null default false,
  is_answered boolean not null default false,
  error text,
  body text not null
);
create index message_ready on message (queue, run_at, id) where not is_dead;
create index message_order on message (queue, ordering_key, id) where ordering_key is not null and not is_dead;
create index message_receipt on message (activity_iri, inbox) where activity_iri is not null;
comment on column message.is_answered is 'The other server answered and did not take it, so later ones of the same key may pass after three attempts.';
comment on table message is 'The lease queue. Bodies are text (a NUL in jsonb is an error) and hold no private key.';

create table key_value (
  key text[] primary key,
  value text not null,
  expires_at timestamptz
);
create index key_value_expiry on key_value (expires_at) where expires_at is not null;
