import type { Kysely, Transaction } from 'kysely';
import type { ActorTables } from './actors/tables.ts';
import type { AffiliationTables } from './affiliations/tables.ts';
import type { AuthTables } from './auth/tables.ts';
import type { CollectiveTables } from './collective/tables.ts';
import type { DeliveryTables } from './deliveries/tables.ts';
import type { FollowTables } from './follows/tables.ts';
import type { JoiningTables } from './joining/tables.ts';
import type { MailTables } from './mail.ts';
import type { MemberTables } from './members/tables.ts';
import type { ModerationTables } from './moderation/tables.ts';
import type { NoticeTables } from './notice.ts';
import type { NoticesTables } from './notices/tables.ts';
import type { OpportunityTables } from './opportunities/tables.ts';
import type { OutboxTables } from './outbox.ts';
import type { PeopleTables } from './people/tables.ts';
import type { PostTables } from './posts/tables.ts';
import type { SignpostTables } from './signposts/tables.ts';
import type { SkillTables } from './skills/tables.ts';

/** All tables the domain reads and writes; each slice describes its own. */
export interface Database
  extends ActorTables,
    AffiliationTables,
    AuthTables,
    CollectiveTables,
    DeliveryTables,
    FollowTables,
    JoiningTables,
    MailTables,
    MemberTables,
    ModerationTables,
    NoticeTables,
    NoticesTables,
    OpportunityTables,
    OutboxTables,
    PeopleTables,
    PostTables,
    SignpostTables,
    SkillTables {}

/** A handle for reading, inside a transaction or not. */
export type Db = Kysely<Database>;

/** A handle that is certainly inside a transaction: locks and writes ask for it. */
export type Tx = Transaction<Database>;
