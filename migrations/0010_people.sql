-- Finding people: who of other collectives may be found here, what members keep of whom they found, and a count of
-- changes that lets every process keep its own index.

create table remote_person (
  actor text primary key,
  collective_id uuid not null references actor (id) on delete cascade,
  name text not null,
  handle text not null,
  host text not null,
  headline text not null default '',
  url text not null,
  said jsonb not null,
  fetched_at timestamptz not null
);
create index remote_person_collective on remote_person (collective_id);
comment on table remote_person is 'People of collectives we follow who let other collectives find them (FEP-5feb). For members only; gone with their collective.';
comment on column remote_person.actor is 'The address of the person''s actor; of the row of a local one nothing is ever here.';
comment on column remote_person.said is 'What their server says of their signpost: skills by list, weeks, place, languages, terms.';

create table pool (
  id uuid primary key,
  member_id uuid not null references member (id) on delete cascade,
  name text not null,
  created_at timestamptz not null,
  deleted_at timestamptz
);
create index pool_member on pool (member_id, created_at);
comment on table pool is 'A member''s own list of people; nobody else ever sees it. Deleted ones stay a day, to be taken back.';

create table pool_person (
  pool_id uuid not null references pool (id) on delete cascade,
  member_id uuid references member (id) on delete cascade,
  remote_actor text references remote_person (actor) on delete cascade,
  added_at timestamptz not null,
  position bigint generated always as identity,
  check ((member_id is null) <> (remote_actor is null)),
  unique (pool_id, member_id),
  unique (pool_id, remote_actor)
);
create index pool_person_member on pool_person (member_id);
create index pool_person_remote on pool_person (remote_actor);

create table person_note (
  owner_id uuid not null references member (id) on delete cascade,
  member_id uuid references member (id) on delete cascade,
  remote_actor text references remote_person (actor) on delete cascade,
  text text not null,
  updated_at timestamptz not null,
  check ((member_id is null) <> (remote_actor is null)),
  unique (owner_id, member_id),
  unique (owner_id, remote_actor)
);
create index person_note_member on person_note (member_id);
create index person_note_remote on person_note (remote_actor);
comment on table person_note is 'What a member wrote down about somebody, for themselves alone. It goes with either of the two.';

create table directory (
  singleton boolean primary key default true check (singleton),
  version bigint not null default 0
);
insert into directory default values;
create table directory_change (
  person text primary key,
  version bigint not null
);
create index directory_change_version on directory_change (version);
comment on table directory is 'One row. Every change of somebody who can be found takes it, so changes have an order that every process sees.';
comment on table directory_change is 'The last change of each person: a member by id, somebody elsewhere by the address of their actor.';

create function directory_changed() returns trigger language plpgsql as $$
declare
  one record;
  who text;
  next bigint;
begin
  if tg_op = 'DELETE' then one := old; else one := new; end if;
  if tg_table_name = 'remote_person' then who := one.actor;
  elsif tg_table_name = 'signpost' then who := one.member_id::text;
  elsif tg_table_name = 'member' then who := one.id::text;
  else select id::text into who from member where actor_id = one.id;
  end if;
  if who is null then return null; end if;
  update directory set version = version + 1 returning version into next;
  insert into directory_change (person, version) values (who, next)
    on conflict (person) do update set version = excluded.version;
  return null;
end $$;
comment on function directory_changed is 'Runs when the transaction ends, so that the count is held for a moment only and nobody waits for it crosswise.';

create constraint trigger directory_changed after insert or update or delete on remote_person
  deferrable initially deferred for each row execute function directory_changed();
create constraint trigger directory_changed after insert or update or delete on signpost
  deferrable initially deferred for each row execute function directory_changed();
create constraint trigger directory_changed after insert or update or delete on member
  deferrable initially deferred for each row execute function directory_changed();
create constraint trigger directory_changed after update of name, summary on actor
  deferrable initially deferred for each row when (new.is_local) execute function directory_changed();
