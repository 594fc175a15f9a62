import type { Socket } from 'node:net';
import { type Language, type LocalisedText, textIn } from '@relais/management-contract';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpContext } from './http-context.ts';
import { HttpRefusal, type RefusalCode } from './refusal.ts';
import { isPageVisit, sendRefusalPage } from './refusal-page.ts';
import { preferredLanguage } from './request-language.ts';
import { storageRefusal } from './storage-refusal.ts';

/**
 * One shape for every refusal: `{"error": {"code", "message"}}`, and a page with the same words for somebody who opens an
 * address in a browser. A fault of ours is logged once and says nothing of itself.
 */
export function answerErrors(app: FastifyInstance, context: HttpContext): void {
  app.setErrorHandler((error: FastifyError | HttpRefusal | Error, request, reply) => {
    const ofTheStorage = storageRefusal(error);
    const refusal = error instanceof HttpRefusal ? error : (ofTheStorage ?? asRefusal(error as FastifyError));
    if (refusal === null || ofTheStorage !== null) {
      context.log.error('http request failed', error, { method: request.method, route: request.routeOptions.url });
    }
    if (refusal === null) {
      return sendRefusal(request, reply, context.languageOf(request), {
        status: 500,
        code: 'InternalError',
        text: {
          en: 'Something failed on the server; its log says what.',
          fr: 'Une erreur est survenue sur le serveur ; son journal dit laquelle.',
        },
      });
    }
    return sendRefusal(request, reply.headers(refusal.headers), context.languageOf(request), refusal);
  });

  app.setNotFoundHandler((request) => {
    const [path = ''] = request.url.split('?');
    const what = `${isPageVisit(request) ? '' : `${request.method} `}${path.slice(0, 200)}`;
    throw new HttpRefusal(404, 'NotFound', { en: `There is nothing at ${what}.`, fr: `Il n’y a rien à ${what}.` });
  });
}

function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  language: Language,
  refusal: { readonly status: number; readonly code: RefusalCode | 'InternalError'; readonly text: LocalisedText },
): FastifyReply {
  const { status, code } = refusal;
  const message = textIn(refusal.text, language);
  if (isPageVisit(request)) return sendRefusalPage(reply, { status, message, language });
  return reply.code(status).send({ error: { code, message } });
}

/** Fastify's own refusals (bad JSON, too large, schema) as ours; `null` for what is no refusal. */
function asRefusal(error: FastifyError): HttpRefusal | null {
  if (error.validation !== undefined) {
    const [first] = error.validation;
    const where =
      first?.instancePath === '' || first === undefined ? 'the body' : first.instancePath.slice(1).replaceAll('/', '.');
    return new HttpRefusal(400, 'BadRequest', {
      en: `${where} ${first?.message ?? 'has another shape'}.`,
      fr: `${where} : ${first?.message ?? 'forme inattendue'}.`,
    });
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new HttpRefusal(413, 'TooLarge', {
        en: 'The body of the request is larger than this address takes.',
        fr: 'Le corps de la requête dépasse ce que cette adresse accepte.',
      });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new HttpRefusal(415, 'UnsupportedMediaType', {
        en: 'Send JSON with Content-Type: application/json.',
        fr: 'Envoyez du JSON avec Content-Type: application/json.',
      });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new HttpRefusal(400, 'BadRequest', {
        en: 'The body is not valid JSON.',
        fr: 'Le corps n’est pas du JSON valide.',
      });
    default:
      break;
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new HttpRefusal(error.statusCode, 'BadRequest', { en: error.message, fr: error.message });
  }
  return null;
}

/** What a client gets whose request line Fastify refuses before any route: a broken escape in the address. */
export function answerBadAddress(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const text = {
    en: 'The address of the request holds a broken percent escape.',
    fr: 'L’adresse de la requête contient un échappement « % » incorrect.',
  };
  const language = preferredLanguage(request.headers['accept-language']) ?? 'en';
  // No hook has run: what security-headers.ts adds to every answer is said here.
  reply
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  sendRefusal(request, reply, language, { status: 400, code: 'BadRequest', text });
}

/** What a client gets whose bytes are no HTTP request at all, or come too slowly. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, message] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ['408 Request Timeout', 'The request came too slowly.']
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? ['431 Request Header Fields Too Large', 'The header fields are larger than 16 KB.']
        : ['400 Bad Request', 'This is not a valid HTTP request.'];
  const body = JSON.stringify({ error: { code: 'BadRequest', message } });
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
