-- Joining and leaving: invitations, applications and who vouches for them, and how people left.

create table application (
  id uuid primary key,
  name text not null,
  email text,
  fediverse text,
  does text not null,
  why text not null,
  links text[] not null default '{}',
  created_at timestamptz not null,
  withdrawn_at timestamptz,
  decided_at timestamptz,
  decided_by uuid references member (id) on delete set null,
  is_admitted boolean,
  reason text not null default '',
  check ((decided_at is null) = (is_admitted is null)),
  check (withdrawn_at is null or decided_at is null)
);
create index application_age on application (created_at);
create index application_decided_by on application (decided_by);
comment on table application is 'Who asked to join. Looked up by nobody''s address: a member who applies is answered like a stranger. Emptied when withdrawn.';

create table application_vouch (
  application_id uuid not null references application (id) on delete cascade,
  member_id uuid not null references member (id) on delete cascade,
  sentence text not null,
  created_at timestamptz not null,
  primary key (application_id, member_id)
);
create index application_vouch_member on application_vouch (member_id);

create table invitation (
  id uuid primary key,
  inviter_id uuid not null references member (id) on delete cascade,
  application_id uuid unique references application (id) on delete set null,
  name text not null,
  email text,
  engagement text not null check (engagement in ('employee', 'contractor', 'freelancer', 'apprentice', 'volunteer')),
  stage text not null check (stage in ('candidate', 'member')),
  note text not null default '',
  question text not null default '',
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  declined_at timestamptz,
  revoked_at timestamptz,
  wanted_again_at timestamptz,
  member_id uuid references member (id) on delete set null,
  check (member_id is null or used_at is not null)
);
create index invitation_inviter on invitation (inviter_id, created_at);
create index invitation_member on invitation (member_id);
comment on column invitation.member_id is 'Who came of it.';
comment on column invitation.wanted_again_at is 'When somebody who came too late asked for a new one.';

create table joining_link (
  hash bytea primary key,
  invitation_id uuid references invitation (id) on delete cascade,
  application_id uuid references application (id) on delete cascade,
  member_id uuid references member (id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz,
  check (num_nonnulls(invitation_id, application_id, member_id) = 1)
);
create index joining_link_invitation on joining_link (invitation_id);
create index joining_link_application on joining_link (application_id);
create index joining_link_member on joining_link (member_id);
comment on table joining_link is 'Addresses that only who has them knows: an invitation, the state of an application, the farewell of a member. SHA-256 of the secret, never the secret.';

create table departure (
  member_id uuid primary key references member (id) on delete cascade,
  stage text not null check (stage in ('candidate', 'member')),
  is_known boolean not null,
  is_removed boolean not null,
  reason text not null default '',
  by_id uuid references member (id) on delete set null,
  created_at timestamptz not null
);
create index departure_by on departure (by_id);
comment on table departure is 'How somebody left. The stage is the one they had, for those who come back within a day.';
