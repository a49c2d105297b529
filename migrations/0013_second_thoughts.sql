-- Since when a page of somebody does not answer, or does not link back: looked at daily for a week, then weekly.
alter table signpost_link add column failing_since timestamptz;
update signpost_link set failing_since = coalesce(checked_at, created_at) where failure is not null;

-- Work that was taken away can be brought back for a day; then the row goes.
alter table signpost_work add column removed_at timestamptz;
create index signpost_work_removed on signpost_work (removed_at) where removed_at is not null;
