-- Memberships that reach beyond this node. Each counts only while both sides say so.

create table guest (
  actor_id uuid primary key references actor (id) on delete cascade,
  state text not null check (state in ('asked', 'invited', 'member', 'refused')),
  message text not null default '' check (length(message) <= 2000),
  join_iri text,
  invite_iri text,
  decided_by uuid references member (id) on delete set null,
  since timestamptz not null,
  claimed_at timestamptz,
  check_at timestamptz not null,
  check (claimed_at is null or state = 'member')
);
create index guest_due on guest (check_at) where state = 'member';
comment on table guest is 'People of other servers and our collective: who asked, whom we asked, who is a member, whom we refused lately.';
comment on column guest.claimed_at is 'When their own document last said that they are a member here. Without it they are on no list.';

create table membership (
  member_id uuid not null references member (id) on delete cascade,
  collective_id uuid not null references actor (id) on delete cascade,
  state text not null check (state in ('asked', 'invited', 'accepted', 'refused')),
  join_iri text,
  invite_iri text,
  since timestamptz not null,
  listed_at timestamptz,
  check_at timestamptz not null,
  primary key (member_id, collective_id),
  check (listed_at is null or state = 'accepted')
);
create index membership_collective on membership (collective_id);
create index membership_due on membership (check_at) where state = 'accepted';
comment on table membership is 'Our people and collectives elsewhere: whom they asked, who asked them, where they are members.';
comment on column membership.listed_at is 'When the list of that collective last held the person. Without it the membership does not count.';
