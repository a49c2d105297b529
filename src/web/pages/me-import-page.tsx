import { archiveLimits } from '../../domain/signposts/archive.ts';
import { isNothing, type Suggestions } from '../../domain/signposts/suggestion.ts';
import type { Say } from '../../words/say.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Failure, Fields as FieldList, fieldId, Hint, wiring } from '../components/form.tsx';
import { Empty } from '../components/notice.tsx';
import { Entries, Entry, Fine } from '../components/section.tsx';
import { languageWords, levelKeys, placeWords, termsKeys, workDates } from '../components/signpost-words.ts';
import type { FieldErrors } from '../forms/fields.ts';
import { type ImportItem, type ImportKind, itemsOf, packItem } from '../forms/signpost-import-form.ts';
import { useSay } from '../reader.tsx';
import type { Own } from './me-own.ts';
import { MePage } from './me-page.tsx';
import { WhoIsTold } from './me-part.tsx';

/** Choose a file to bring in. */
export function ImportPage({ own, errors }: { readonly own: Own; readonly errors: FieldErrors }) {
  const say = useSay();
  const title = say('signpost.title_import');
  const hint = say('signpost.file_hint', { most: archiveLimits.bytes / 1024 / 1024 });
  return (
    <MePage own={own} title={title} deck={say('signpost.deck_import')} part="files" errors={errors}>
      <form method="post" action="/me/import" enctype="multipart/form-data">
        <FieldList>
          <div class="field">
            <label for={fieldId('file')}>{say('signpost.file')}</label>
            <Hint name="file" hint={hint} />
            <input
              {...wiring({ name: 'file', hint, error: errors['file'] })}
              type="file"
              accept=".json,.zip,.gz,.tgz,application/json,application/zip,application/gzip"
              required
            />
            <Failure name="file" error={errors['file']} />
          </div>
          <Actions>
            <Button>{say('signpost.read_file')}</Button>
            <Button look="plain" href="/me#files">
              {say('signpost.leave')}
            </Button>
          </Actions>
          <Told
            read={say('signpost.import_read')}
            told={say('signpost.import_told')}
            undo={say('signpost.import_undo')}
          />
        </FieldList>
      </form>
    </MePage>
  );
}

const groups = [
  { head: 'introduction', kinds: ['headline', 'about'] },
  { head: 'skills', kinds: ['skill'] },
  { head: 'work', kinds: ['work'] },
  { head: 'links', kinds: ['link'] },
  { head: 'rest', kinds: ['language', 'terms', 'place', 'contact', 'weeks'] },
] as const satisfies readonly { head: string; kinds: readonly ImportKind[] }[];

/** What a file would add; only what stays ticked is added. */
export function ImportPreviewPage({ own, fresh }: { readonly own: Own; readonly fresh: Suggestions }) {
  const say = useSay();
  const title = say('signpost.title_found');
  return (
    <MePage own={own} title={title} deck={say('signpost.deck_found')} part="files">
      {isNothing(fresh) ? (
        <Empty
          title={say('signpost.nothing_new')}
          actions={
            <Button look="line" href="/me/import">
              {say('signpost.another_file')}
            </Button>
          }
        >
          <p>{say('signpost.nothing_new_why')}</p>
        </Empty>
      ) : (
        <form method="post" action="/me/import/add">
          <Entries>
            <FoundEntries fresh={fresh} />
            <Entry label={say('signpost.add_ticked')} strong>
              <FieldList>
                {fresh.leftOut > 0 && <Fine>{say('signpost.left_out', { count: fresh.leftOut })}</Fine>}
                <Actions>
                  <Button>{say('signpost.add_ticked')}</Button>
                  <Button look="plain" href="/me#files">
                    {say('signpost.leave')}
                  </Button>
                </Actions>
                <WhoIsTold own={own} />
              </FieldList>
            </Entry>
          </Entries>
        </form>
      )}
    </MePage>
  );
}

function FoundEntries({ fresh }: { readonly fresh: Suggestions }) {
  const say = useSay();
  const items = itemsOf(fresh).map((item, index) => ({ ...item, index }));
  return (
    <>
      {groups.map(({ head, kinds }) => {
        const some = items.filter((item) => kinds.some((kind) => kind === item.kind));
        if (some.length === 0) return null;
        return (
          <Entry title={say(`signpost.found_${head}`)} strong>
            <div>
              {some.map((item) => (
                <ItemChoice item={item} index={item.index} />
              ))}
            </div>
          </Entry>
        );
      })}
    </>
  );
}

function ItemChoice({ item, index }: { readonly item: ImportItem; readonly index: number }) {
  const say = useSay();
  const id = fieldId(`take.${index}`);
  const { words, note } = itemWords(item, say);
  return (
    <p class="choice">
      <input type="checkbox" id={id} name={`take.${index}`} value={packItem(item)} checked />
      <label for={id}>
        <bdi>{words}</bdi>
        {note !== '' && <small>{note}</small>}
      </label>
    </p>
  );
}

/** A thing in words. Its value is one of `Suggestions`, in which this reads only what is text or a number. */
function itemWords(item: ImportItem, say: Say): { words: string; note: string } {
  const { kind } = item;
  if (typeof item.value === 'string')
    return {
      words: shown(item.value),
      note: say(kind === 'about' ? 'signpost.item_about' : 'signpost.item_headline'),
    };
  const value = item.value as Readonly<Record<string, unknown>>;
  const at = (name: string) => (typeof value[name] === 'string' ? value[name] : '');
  switch (kind) {
    case 'skill':
      return { words: at('name'), note: skillNote(value, say) };
    case 'work':
      return { words: at('title'), note: [at('role'), datesOf(value, say)].filter(Boolean).join(', ') };
    case 'link':
      return { words: at('url'), note: at('label') };
    case 'language':
      return {
        words: languageWords(say, at('tag')),
        note: say.maybe('signpost', `fluency_${at('level')}`) ?? '',
      };
    case 'terms':
      return { words: say(termsKeys[at('kind') as keyof typeof termsKeys]), note: at('note') };
    case 'place':
      return {
        words: placeWords(say, item.value as Parameters<typeof placeWords>[1]),
        note: say('signpost.fact_place'),
      };
    case 'contact':
      return { words: at('how'), note: say('signpost.head_contact') };
    case 'weeks':
      return {
        words: say('signpost.found_weeks', { count: (item.value as readonly unknown[]).length }),
        note: '',
      };
    default:
      return { words: '', note: '' };
  }
}

function skillNote(value: Readonly<Record<string, unknown>>, say: Say): string {
  const level = value['level'];
  const words = level === 1 || level === 2 || level === 3 || level === 4 ? say(levelKeys[level]) : '';
  const list =
    value['list'] === 'do' ? '' : say(value['list'] === 'learning' ? 'signpost.i_learn' : 'signpost.i_dont');
  return [list, words].filter((part) => part !== '').join(', ');
}

function datesOf(value: Readonly<Record<string, unknown>>, say: Say): string {
  const month = (name: string) => {
    const at = value[name];
    return at instanceof Temporal.PlainYearMonth ? at : null;
  };
  return workDates(say, { began: month('began'), ended: month('ended') });
}

function shown(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
