/**
 * The Content-Security-Policy of every page: scripts, styles, fonts and pictures from this origin only, nothing
 * inline, no frames either way, and no script that makes markup of text. Send it with every HTML answer; a page that breaks it is a defect of the page.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
].join('; ');
