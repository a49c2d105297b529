import type { HostBlock } from '../../domain/moderation/queries.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Field, Fields as FieldList } from '../components/form.tsx';
import { type RowItem, Rows } from '../components/list.tsx';
import { Notice } from '../components/notice.tsx';
import { Entries, Entry, Fine } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import type { FieldErrors, Fields } from '../forms/fields.ts';
import { useSay } from '../reader.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import type { Visit } from './visit.tsx';

interface BlocksPageProps {
  readonly visit: Visit;
  readonly blocks: readonly HostBlock[];
  readonly fields: Fields;
  readonly errors: FieldErrors;
  readonly done: string | undefined;
}

/** The hosts that are shut out, and a form for another. */
export function BlocksPage({ visit, blocks, fields, errors, done }: BlocksPageProps) {
  const say = useSay();
  return (
    <SettingsFrame
      {...{ visit, done, errors }}
      current="/settings/blocks"
      title={say('settings.blocks')}
      deck={say('settings.blocks_deck')}
    >
      <Entries>
        <Entry title={say('settings.blocks_now')} strong>
          {blocks.length === 0 ? (
            <p>{say('settings.blocks_none')}</p>
          ) : (
            <Rows
              rows={blocks.map(
                (block): RowItem => ({
                  title: block.host,
                  children: <BlockFacts block={block} />,
                  actions: <UnblockForm host={block.host} />,
                }),
              )}
            />
          )}
        </Entry>
        <NewBlockEntry {...{ fields, errors }} />
      </Entries>
    </SettingsFrame>
  );
}

function NewBlockEntry({ fields, errors }: Pick<BlocksPageProps, 'fields' | 'errors'>) {
  const say = useSay();
  const at = (name: string) => ({ name, value: fields[name], error: errors[name] });
  return (
    <Entry title={say('settings.block_another')} strong>
      <form method="post" action="/settings/blocks" novalidate>
        <FieldList>
          <Field
            {...at('host')}
            label={say('settings.block_host')}
            hint={say('settings.block_host_hint')}
            spellcheck={false}
            required
          />
          <Field {...at('reason')} label={say('settings.block_why')} hint={say('settings.block_why_hint')} />
          <Notice tone="wait">
            <p>{say('settings.block_effect')}</p>
          </Notice>
          <Actions>
            <Button look="line">{say('settings.block')}</Button>
          </Actions>
          <Told
            read={say('settings.block_read')}
            told={say('settings.nobody')}
            undo={say('settings.block_undo')}
          />
        </FieldList>
      </form>
    </Entry>
  );
}

function BlockFacts({ block: { reason, createdAt } }: { readonly block: HostBlock }) {
  const say = useSay();
  return (
    <Fine>
      {say('settings.since')} <TimeStamp at={createdAt} />
      {reason !== '' && (
        <>
          . <bdi>{reason}</bdi>
        </>
      )}
    </Fine>
  );
}

function UnblockForm({ host }: { readonly host: string }) {
  const say = useSay();
  return (
    <form method="post" action="/settings/unblock">
      <input type="hidden" name="host" value={host} />
      <Button look="plain" small>
        {say('settings.unblock')}
        <span class="hush"> {host}</span>
      </Button>
    </form>
  );
}
