-- What people are told, what they set aside, and when they want to hear of it.

create table notice (
  id uuid primary key,
  member_id uuid not null references member (id) on delete cascade,
  event text not null,
  payload jsonb not null,
  created_at timestamptz not null,
  -- Put away on Today, so that no letter repeats it.
  seen_at timestamptz,
  mailed_at timestamptz
);
create index notice_of on notice (member_id, created_at desc) where seen_at is null;
create index notice_unmailed on notice (member_id) where seen_at is null and mailed_at is null;
create index notice_age on notice (created_at);
comment on table notice is 'One thing that happened, for one person. Rows live ninety days.';

create table notice_setting (
  member_id uuid not null references member (id) on delete cascade,
  event text not null,
  on_today boolean not null,
  by_mail boolean not null,
  in_digest boolean not null,
  primary key (member_id, event)
);
comment on table notice_setting is 'Only what differs from the defaults.';

create table notice_rhythm (
  member_id uuid primary key references member (id) on delete cascade,
  digest_day smallint check (digest_day between 1 and 7),
  quiet_from smallint not null default 20 check (quiet_from between 0 and 23),
  quiet_until smallint not null default 8 check (quiet_until between 0 and 23),
  letter_at timestamptz,
  digest_at timestamptz,
  stop_hash bytea unique
);
comment on column notice_rhythm.digest_day is 'Monday is 1; null for never.';
comment on column notice_rhythm.quiet_from is 'The hour, in the zone of the person, from which no letter is sent. The same hour twice: never quiet.';
comment on column notice_rhythm.stop_hash is 'Digest of the secret in the last letter''s "no more letters" link.';

create table snooze (
  member_id uuid not null references member (id) on delete cascade,
  key text not null,
  until timestamptz not null,
  primary key (member_id, key)
);
comment on table snooze is 'What somebody put off on Today, by the name of the thing, until when.';
