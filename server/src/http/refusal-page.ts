import { createHash } from 'node:crypto';
import { type Language, type LocalisedText, textIn } from '@relais/management-contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { xmlText } from './xml-text.ts';

const style = `
:root { color-scheme: light dark; font-family: "Segoe UI", system-ui, -apple-system, "Noto Sans", Ubuntu, Cantarell, sans-serif; }
body { margin: 0; background: light-dark(#fafafa, #1f1f1f); color: light-dark(#242424, #fff); }
header { display: flex; align-items: center; gap: 10px; block-size: 48px; padding-inline: 14px; background: #0b6a74; color: #fff; font-size: 18px; font-weight: 600; }
main { max-inline-size: 480px; margin: 12vh auto 0; padding: 24px; text-align: center; overflow-wrap: anywhere; }
h1 { font-size: 20px; }
p { line-height: 1.5; }
nav { display: flex; flex-wrap: wrap; gap: 8px; justify-content: center; margin-block-start: 24px; }
a { padding: 8px 16px; border: 1px solid light-dark(#d1d1d1, #666); border-radius: 4px; color: inherit; font-weight: 600; text-decoration: none; }
a:first-child { border-color: #0b6a74; background: #0b6a74; color: #fff; }
a:hover { text-decoration: underline; }
a:focus-visible { outline: 2px solid currentcolor; outline-offset: 2px; }`;

/** Only this style sheet, and nothing else, may act on the page. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const titles: Readonly<Record<number, LocalisedText>> = {
  404: { en: 'There is no page at this address', fr: 'Il n’y a pas de page à cette adresse' },
  500: { en: 'Something went wrong', fr: 'Une erreur est survenue' },
  503: { en: 'This is not available now', fr: 'Indisponible pour le moment' },
};
const otherTitle: LocalisedText = {
  en: 'The server refused this request',
  fr: 'Le serveur a refusé cette requête',
};
const openWebmail: LocalisedText = { en: 'Open webmail', fr: 'Ouvrir la messagerie web' };
const openAdminCenter: LocalisedText = { en: 'Open the admin center', fr: 'Ouvrir le Centre d’administration' };

/**
 * Somebody looks at the answer in a browser: it names HTML among what it takes, as browsers do for what is opened in a
 * window (Fetch §5.6) and for nothing that a page or a program asks for.
 */
export function isPageVisit(request: FastifyRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  return (request.headers.accept ?? '')
    .split(',')
    .some((range) => /^\s*text\/html\s*(?:;(?!\s*q=0(?:\.0*)?\s*$)|$)/i.test(range));
}

/** A refusal as a page: what is wrong, in words, and the ways on. `message` may hold what the client sent. */
export function sendRefusalPage(
  reply: FastifyReply,
  { status, message, language }: { readonly status: number; readonly message: string; readonly language: Language },
): FastifyReply {
  const title = textIn(titles[status] ?? otherTitle, language);
  const html = `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title} – Relais</title>
    <style>${style}</style>
  </head>
  <body>
    <header>${emblem}Relais</header>
    <main>
      <h1>${title}</h1>
      <p>${xmlText(message)}</p>
      <nav>
        <a href="/owa/">${textIn(openWebmail, language)}</a>
        <a href="/ecp/">${textIn(openAdminCenter, language)}</a>
      </nav>
    </main>
  </body>
</html>
`;
  return reply
    .code(status)
    .header('content-security-policy', policy)
    .header('vary', 'accept, accept-language')
    .type('text/html; charset=utf-8')
    .send(html);
}

const emblem = `<svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true"><path d="M6 11.5 16 18l10-6.5V22a1.5 1.5 0 0 1-1.5 1.5h-17A1.5 1.5 0 0 1 6 22z" fill="#fff"/><path d="M7.2 8.5h17.6c.7 0 1 .8.5 1.2L16 15.6 6.7 9.7c-.5-.4-.2-1.2.5-1.2z" fill="#9fe0e4"/></svg>`;
