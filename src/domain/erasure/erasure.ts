/** What happens to rows that name the person in a column: they go, they forget who it was, or they stay as they are. */
export type Fate = 'delete' | 'forget' | 'keep';

/** A table, and what happens to what it holds of a person who is erased. */
export interface Holding {
  readonly table: string;
  /** Columns that point to the person (`member`), or to them as an actor (`actor`), and what happens to such rows. */
  readonly member?: Readonly<Record<string, Fate>>;
  readonly actor?: Readonly<Record<string, Fate>>;
  /** What is emptied or left in it, and why; said where more happens than the columns tell, or nothing does. */
  readonly note?: string;
}

const own = 'What they said, did or keep for themselves.';

/**
 * Every table there is, and what becomes of a person in it. One place, so that nobody has to search: a test reads the
 * tables and foreign keys of the database and fails where one is missing here.
 */
export const holdings: readonly Holding[] = [
  // The person. Two rows stay as a shell without a word in them: what points to them says that somebody did something.
  {
    table: 'member',
    member: { invited_by: 'forget' },
    actor: { actor_id: 'keep' },
    note: 'Emptied: mail address, text, language, zone, hats. The row stays because opportunities say who posted them.',
  },
  {
    table: 'actor',
    note: 'Emptied: name, text, other addresses. On the Fediverse the handle stays, so that it answers 410 and is nobody else’s; a handle that was never told is taken out too.',
  },
  {
    table: 'actor_key',
    actor: { actor_id: 'keep' },
    note: 'Deleted; on the Fediverse after thirty days, because it signs the Delete that other servers are sent.',
  },
  // Signing in.
  { table: 'account_reset', member: { member_id: 'delete', started_by: 'delete' }, note: own },
  { table: 'api_token', member: { member_id: 'delete' }, note: own },
  { table: 'link_token', member: { member_id: 'delete' }, note: own },
  { table: 'mail_change', member: { member_id: 'delete' }, note: own },
  { table: 'passkey', member: { member_id: 'delete' }, note: own },
  { table: 'recovery_code', member: { member_id: 'delete' }, note: own },
  { table: 'session', member: { member_id: 'delete' }, note: own },
  // The signpost.
  { table: 'signpost', member: { member_id: 'delete' }, note: own },
  { table: 'signpost_language', member: { member_id: 'delete' }, note: own },
  { table: 'signpost_link', member: { member_id: 'delete' }, note: own },
  { table: 'signpost_skill', member: { member_id: 'delete' }, note: own },
  { table: 'signpost_terms', member: { member_id: 'delete' }, note: own },
  { table: 'signpost_week', member: { member_id: 'delete' }, note: own },
  { table: 'signpost_work', member: { member_id: 'delete' }, note: own },
  // Joining and belonging.
  {
    table: 'application',
    member: { decided_by: 'forget' },
    note: 'Their own is emptied of name, addresses and texts; that somebody applied and was admitted stays.',
  },
  {
    table: 'application_vouch',
    member: { member_id: 'delete' },
    note: 'What they wrote about others, and what others wrote about them.',
  },
  { table: 'departure', member: { member_id: 'delete', by_id: 'forget' }, note: own },
  {
    table: 'guest',
    member: { decided_by: 'forget' },
    actor: { actor_id: 'keep' },
    note: 'People of other servers.',
  },
  {
    table: 'invitation',
    member: { inviter_id: 'delete', member_id: 'keep' },
    note: 'The one they came by is emptied of name, address and texts: it is its writer’s, and counts. Others to their address go.',
  },
  { table: 'joining_link', member: { member_id: 'delete' }, note: own },
  { table: 'membership', member: { member_id: 'delete' }, actor: { collective_id: 'keep' }, note: own },
  // What members keep for themselves, about others too.
  { table: 'person_note', member: { owner_id: 'delete', member_id: 'delete' }, note: own },
  { table: 'pool', member: { member_id: 'delete' }, note: own },
  { table: 'pool_person', member: { member_id: 'delete' }, note: own },
  {
    table: 'notice',
    member: { member_id: 'delete' },
    note: 'Their own, and those of others that name them.',
  },
  { table: 'notice_rhythm', member: { member_id: 'delete' }, note: own },
  { table: 'notice_setting', member: { member_id: 'delete' }, note: own },
  { table: 'snooze', member: { member_id: 'delete' }, note: own },
  {
    table: 'mail',
    member: { member_id: 'delete' },
    note: 'Letters to them, to their address, and about them.',
  },
  // Work.
  {
    table: 'opportunity',
    member: { posted_by: 'keep' },
    note: 'The collective’s. Where they are the person to ask, the collective is from now on; posted_by points to the shell.',
  },
  { table: 'opportunity_revision', member: { member_id: 'forget' } },
  { table: 'skill_redirect', member: { merged_by: 'forget' } },
  // The network.
  {
    table: 'activity',
    actor: { actor_id: 'delete' },
    note: 'What the collective said stays byte for byte: it is what others have. That they left collectives elsewhere goes after thirty days.',
  },
  { table: 'delivery', note: 'Receipts go with the activity they are of.' },
  { table: 'message', note: 'What waits to be sent of their activities goes.' },
  {
    table: 'outbox',
    note: 'What they had to say and was not said goes; that they leave and are gone is said.',
  },
  { table: 'blocked_by', actor: { actor_id: 'delete', blocker_id: 'delete' } },
  {
    table: 'follower',
    actor: { actor_id: 'keep', follower_id: 'delete' },
    note: 'Who follows them has to be told that they are gone; the rows go thirty days later with the key.',
  },
  { table: 'following', actor: { actor_id: 'delete', target_id: 'delete' } },
  { table: 'reaction', actor: { actor_id: 'delete' } },
  { table: 'post', actor: { actor_id: 'delete' }, note: 'What others wrote about them is others’.' },
  { table: 'gone', note: 'Kept: their address on the Fediverse answers 410.' },
  { table: 'undone', note: 'Kept a week: addresses of activities of others.' },
  { table: 'inbox_item', note: 'Kept until it is read: what others sent.' },
  { table: 'inbox_seen', note: 'Kept for a while: addresses of activities of others.' },
  { table: 'report', note: 'Kept: what others reported, until a moderator closes it.' },
  { table: 'key_value', note: 'Kept until it expires: documents of others.' },
  // Nobody of ours.
  { table: 'ally_opportunity', actor: { actor_id: 'keep' }, note: 'Of other collectives.' },
  { table: 'collective', actor: { actor_id: 'keep' }, note: 'The collective is no person.' },
  { table: 'remote_person', actor: { collective_id: 'keep' }, note: 'People of other collectives.' },
  { table: 'attempt', note: 'Digests that expire within the hour.' },
  { table: 'directory', note: 'A count.' },
  {
    table: 'directory_change',
    note: 'Identifiers and counts: every process has to hear that somebody went.',
  },
  { table: 'host_block', note: 'Hosts.' },
  { table: 'logo_picture', note: 'The collective’s.' },
  { table: 'node', note: 'This node.' },
  { table: 'passkey_challenge', note: 'Goes with its session.' },
  { table: 'remote_key', note: 'Keys of others.' },
  { table: 'skill', note: 'Words for what people do.' },
  { table: 'skill_alias', note: 'Words for what people do.' },
  { table: 'skill_broader', note: 'Words for what people do.' },
  { table: 'skill_related', note: 'Words for what people do.' },
  { table: 'skill_import', note: 'Names of files.' },
  { table: 'vocabulary', note: 'A count.' },
  { table: 'migration', note: 'Which migrations ran.' },
];
