import type { Child } from 'hono/jsx';

interface WithSideNavProps {
  /** What the links are, for screen readers. */
  readonly label: string;
  readonly links: readonly { readonly href: string; readonly label: string }[];
  /** The `href` of the page this is. */
  readonly current: string;
  readonly children: Child;
}

/** Pages that belong together, as a short list of links beside the one that is open; above it on a phone. */
export function WithSideNav({ label, links, current, children }: WithSideNavProps) {
  return (
    <div class="with-nav">
      <nav aria-label={label}>
        {links.map(({ href, label: words }) => (
          <a href={href} aria-current={href === current ? 'page' : undefined}>
            {words}
          </a>
        ))}
      </nav>
      <div>{children}</div>
    </div>
  );
}
