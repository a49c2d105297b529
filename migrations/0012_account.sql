-- A person's own account: their tokens, another mail address, help for who lost everything; and the collective's logo.

alter table collective
  add column invitation_quota integer not null default 5 check (invitation_quota between 0 and 1000),
  add column logo text check (logo ~ '^[0-9a-f]{64}$');
comment on column collective.invitation_quota is 'How many invitations of one member may be open at a time.';
comment on column collective.logo is 'SHA-256 of the picture that was uploaded; its forms are in logo_picture.';

create table logo_picture (
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  form text not null check (form in ('webp', 'png')),
  body bytea not null,
  primary key (hash, form)
);
comment on table logo_picture is 'The logo as it is served: drawn anew from the pixels of what was uploaded, which itself is not kept.';

alter table api_token add column id uuid not null default gen_random_uuid();
create unique index api_token_id on api_token (id);

alter table link_token add column email text;
alter table link_token drop constraint link_token_purpose_check;
alter table link_token add constraint link_token_purpose_check
  check (purpose in ('setup', 'sign-in', 'mail-address', 'reset'));
alter table link_token add check ((purpose = 'mail-address') = (email is not null));
create index link_token_member on link_token (member_id);
comment on column link_token.email is 'The address that becomes the person''s when the link is used.';

create table mail_change (
  id uuid primary key,
  member_id uuid not null references member (id) on delete cascade,
  email text not null,
  created_at timestamptz not null,
  unique (member_id)
);
comment on table mail_change is 'Who asked for another mail address. Gone once it was confirmed, or after a day.';

create table account_reset (
  id uuid primary key,
  member_id uuid not null unique references member (id) on delete cascade,
  started_by uuid references member (id) on delete cascade,
  created_at timestamptz not null,
  passed_on_at timestamptz
);
create index account_reset_started_by on account_reset (started_by);
comment on table account_reset is 'Help for somebody who lost every way in: runs a day, during which they are told everywhere. started_by null is the command line.';
comment on column account_reset.passed_on_at is 'When the link was made that ends it.';
