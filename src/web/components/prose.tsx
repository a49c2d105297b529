import { raw } from 'hono/html';
import type { SafeHtml } from '../../core/html.ts';

interface ProseProps {
  readonly html: SafeHtml;
  /** `large` for the opening of a page, `post` for the body of a post card. */
  readonly look?: 'reading' | 'large' | 'post' | undefined;
  /** Language of the text when it is not the page's. */
  readonly lang?: string | undefined;
}

const classes = { reading: 'prose', large: 'prose large', post: 'body' } as const;

/** Text that came through `core/html.ts`. The one place where a page prints HTML it did not build itself. */
export function Prose({ html, look = 'reading', lang }: ProseProps) {
  return (
    <div class={classes[look]} lang={lang} dir="auto">
      {raw(html)}
    </div>
  );
}
