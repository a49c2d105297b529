import { escapeHtml } from '../../src/core/html.ts';
import { looks } from './looks.ts';
import type { Shown } from './pages.ts';

/** A page that shows pictures side by side: one row a page, one column a look; a picture opens in its full size. */
export function indexPage(pages: readonly Shown[]): string {
  const head = looks.map(({ name }) => `<th scope="col">${name}</th>`).join('');
  const rows = pages.map(({ name, route, who, at }) => {
    const cells = looks.map((look) => {
      const file = `${escapeHtml(name)}-${look.name}.png`;
      return `<td><a href="${file}"><img src="${file}" alt="${file}" loading="lazy"></a></td>`;
    });
    const told = `${escapeHtml(name)}<br><small>${escapeHtml(route)}<br>${who} · ${at}</small>`;
    return `<tr id="${escapeHtml(name)}"><th scope="row">${told}</th>${cells.join('')}</tr>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Every page</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 16px; background: #ddd; }
th { text-align: start; vertical-align: top; background: #ddd; padding: 8px; }
thead th, tbody th { position: sticky; top: 0; }
td { vertical-align: top; padding: 4px; }
img { max-width: 380px; max-height: 640px; object-fit: cover; object-position: top; background: #fff; }
</style>
<h1>Every page</h1>
<table>
<thead><tr><th scope="col">Page</th>${head}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</html>
`;
}
