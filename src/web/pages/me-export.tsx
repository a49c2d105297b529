import { Hono } from 'hono';
import { Refusal } from '../../core/refusal.ts';
import { csvParts } from '../../domain/signposts/csv.ts';
import { type ExportedFile, exportFiles, exportFormats, seeSignpost } from '../../domain/signposts/export.ts';
import { type Audience, audiences } from '../../domain/signposts/signpost.ts';
import { Button } from '../components/button.tsx';
import { Field } from '../components/form.tsx';
import { Rows } from '../components/list.tsx';
import { Entries, Entry, Fine, Stack } from '../components/section.tsx';
import { audienceOptions, resumeWords } from '../components/signpost-resume-words.ts';
import { useSay } from '../reader.tsx';
import { type Own, readOwn } from './me-own.ts';
import { MePage } from './me-page.tsx';
import { type PageEnv, type Site, show } from './visit.tsx';

/** One's signpost as files: for other programs, for people, for a spreadsheet. */
export function exportRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/me/export', async (context) => {
    const own = await readOwn(site, context);
    const reader = readerIn(context.req.query('as'));
    const there = (await filesOf(site, own, reader)).map((file) => file.name);
    return show(context, <ExportPage own={own} reader={reader} there={there} />);
  });
  routes.get('/me/export/:file', async (context) => {
    const own = await readOwn(site, context);
    const reader = readerIn(context.req.query('as'));
    const file = (await filesOf(site, own, reader)).find(({ name }) => name === context.req.param('file'));
    if (file === undefined) throw new Refusal('not-found', 'signpost.no_file', 'There is no such file.');
    return context.body(file.text, 200, {
      'content-type': `${file.mediaType}; charset=utf-8`,
      'content-disposition': `attachment; filename="${file.name}"`,
    });
  });
  return routes;
}

function readerIn(text: string | undefined): Audience {
  return audiences.find((one) => one === text) ?? 'me';
}

async function filesOf(site: Site, own: Own, reader: Audience): Promise<ExportedFile[]> {
  const { db, origin } = site.platform;
  const seen = await seeSignpost(db, origin, own.member, reader, own.now);
  if (seen === undefined) return [];
  const words = resumeWords(own.visit.reader.say);
  return exportFormats.flatMap((format) => exportFiles(seen, format, own.now, words));
}

interface ExportPageProps {
  readonly own: Own;
  readonly reader: Audience;
  /** The names of the files there are for that reader. */
  readonly there: readonly string[];
}

function ExportPage({ own, reader, there }: ExportPageProps) {
  const say = useSay();
  const { handle } = own.member;
  const title = say('signpost.title_export');
  const files = [
    { name: `${handle}.json`, title: 'JSON Resume', why: say('signpost.file_json') },
    { name: `${handle}.html`, title: 'HTML', why: say('signpost.file_html') },
    ...csvParts.map((part) => ({
      name: `${handle}-${part}.csv`,
      title: say('signpost.file_csv', { part: say(`signpost.csv_${part}`) }),
      why: say('signpost.file_csv_why'),
    })),
  ].filter((file) => there.includes(file.name));
  return (
    <MePage own={own} title={title} deck={say('signpost.deck_export')} part="files">
      <Entries>
        <Entry title={say('signpost.for_whom')} note={say('signpost.for_whom_note')} strong>
          <form class="row" method="get" action="/me/export">
            <Field name="as" label={say('signpost.for_whom')} value={reader} options={audienceOptions(say)} />
            <Button look="line">{say('signpost.choose')}</Button>
          </form>
        </Entry>
        <Entry title={say('signpost.files')} strong>
          {files.length === 0 && <p>{say('signpost.no_files')}</p>}
          <Rows
            rows={files.map((file) => ({
              title: file.title,
              children: <Fine>{file.why}</Fine>,
              actions: (
                <Button look="line" small icon="download" href={`/me/export/${file.name}?as=${reader}`}>
                  {file.name}
                </Button>
              ),
            }))}
          />
        </Entry>
        <Entry title={say('signpost.bring_in')} strong>
          <Stack>
            <p>{say('signpost.bring_in_why')}</p>
            <Button look="line" href="/me/import">
              {say('signpost.bring_in')}
            </Button>
          </Stack>
        </Entry>
      </Entries>
    </MePage>
  );
}
