import type { Child } from 'hono/jsx';
import type { SafeHtml } from '../../core/html.ts';
import type { House } from './house.ts';
import { Mark } from './mark.tsx';
import { Prose } from './prose.tsx';

interface PostProps {
  /** Name, `@handle@domain` and house of who posts. */
  readonly author: { readonly name: string; readonly handle: string; readonly house: House };
  readonly html: SafeHtml;
  /** What this card is, for screen readers: "Preview of the post". */
  readonly label: string;
  /** A `TimeStamp`. */
  readonly at?: Child;
  /** Language of the text when it is not the page's. */
  readonly lang?: string | undefined;
}

/** A post as a follower's server shows it: plainer than our own pages, on purpose. */
export function Post({ author, html, label, at, lang }: PostProps) {
  return (
    <article class="post" aria-label={label}>
      <div class="by">
        <Mark name={author.name} house={author.house} />
        <span>
          <b>
            <bdi>{author.name}</bdi>
          </b>
          <small>
            <bdi>{author.handle}</bdi>
            {at !== undefined && <> · {at}</>}
          </small>
        </span>
      </div>
      <Prose html={html} look="post" lang={lang} />
    </article>
  );
}
