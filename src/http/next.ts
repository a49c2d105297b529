/**
 * Where to go after signing in: a path of this site, or `/` for everything that could lead elsewhere
 * (`//host`, `/\host`, schemes, control characters, our own sign-in pages).
 */
export function safeNext(wanted: string | undefined): string {
  if (wanted === undefined || wanted.length > 2000 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(wanted)) return '/';
  // The parser of a browser, asked about a host nobody has: whatever leaves it is not a path of ours.
  const url = URL.parse(wanted, 'https://here.invalid');
  if (url?.origin !== 'https://here.invalid' || url.pathname.startsWith('//')) return '/';
  if (/^\/sign-(?:in|out)(?:\/|$)/.test(url.pathname)) return '/';
  return `${url.pathname}${url.search}`;
}
