-- How people belong: hats they wear, how they work with the collective, and how far in they are.

alter table member
  add column hats text[] not null default '{}' check (hats <@ array['steward', 'moderator', 'ledger']),
  add column engagement text not null default 'freelancer'
    check (engagement in ('employee', 'contractor', 'freelancer', 'apprentice', 'volunteer')),
  add column stage text not null default 'member' check (stage in ('candidate', 'member', 'alum')),
  add column language text,
  add column time_zone text not null default 'UTC',
  add column invited_by uuid references member (id) on delete set null;
update member set hats = '{steward}' where hat = 'steward';
update member set stage = 'alum' where left_at is not null;
alter table member drop column hat;
alter table member add check ((stage = 'alum') = (left_at is not null));
create index member_invited_by on member (invited_by);
comment on column member.language is 'The language of pages and letters, BCP 47; null where the collective''s will do.';
comment on column member.invited_by is 'Who brought them. Stays known after that person left, until they are erased.';

alter table api_token add column member_id uuid references member (id) on delete cascade;
create index api_token_member on api_token (member_id);
comment on column api_token.member_id is 'Whose token it is; null for one of the node, made on its command line.';
