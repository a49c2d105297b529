import type { Answer } from '../pages/site.ts';

/** The status of an answer and where it leads. */
export function went(answer: Answer): [number, string | null] {
  return [answer.status, answer.headers.get('location')];
}

/** What a page says, without its tags. */
export function words({ text }: Answer): string {
  return text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

/** The name and the value of everything a form would send as it stands, except its buttons. */
export function fieldsOf(html: string): Record<string, string> {
  const unescaped = (text: string) =>
    text
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
  const inputs = [...html.matchAll(/<input [^>]*>/g)].map(([tag]) => ({
    name: / name="([^"]*)"/.exec(tag)?.[1],
    value: unescaped(/ value="([^"]*)"/.exec(tag)?.[1] ?? ''),
    isOff: /type="(?:checkbox|radio)"/.test(tag) && !/ checked/.test(tag),
  }));
  return Object.fromEntries(
    inputs.flatMap(({ name, value, isOff }) => (name === undefined || isOff ? [] : [[name, value]])),
  );
}
