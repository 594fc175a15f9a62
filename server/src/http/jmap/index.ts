import { Readable } from 'node:stream';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Directory } from '../../domain/directory/directory.ts';
import type { SignedInCaller } from '../caller.ts';
export type { JmapParts } from './jmap-parts.ts';
import type { HttpContext, HttpRoutes } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';
import { knownSender } from '../large-bodies.ts';
import { signInRefusal } from '../sign-in/sign-in-refusal.ts';
import { ownAddress } from '../own-address.ts';
import { doorClosing } from '../request-door.ts';
import type { Log } from '../../platform/log/log.ts';
import { AccountIndexes } from './account-indexes.ts';
import { coreLimits } from './core/limits.ts';
import { RequestRefusal } from './core/process-request.ts';
import { streamEvents } from './event-source.ts';
import { readBlob } from './mail/read-blob.ts';
import { UploadRefused, Uploads } from './mail/uploads.ts';
import type { JmapParts } from './jmap-parts.ts';
import { OpenStreams } from './open-streams.ts';
import { AnsweredRequests } from './answered-requests.ts';
import { actingRunner } from './acting-runner.ts';
import { type PushStates, pushStates } from './push-states.ts';
import { requestRunner } from './request-runner.ts';
import { sessionResource } from './session-resource.ts';
import { addWebSocket } from './web-socket.ts';

/** JMAP Core and Mail (RFC 8620, 8621): webmail's own door, open to every client that signs in. */
export function createJmap(parts: JmapParts): HttpRoutes {
  return (app, context) => {
    const indexes = new AccountIndexes(context.mail, parts.mailboxes, context.clock);
    const uploads = new Uploads(context.clock);
    app.addHook('onClose', () => uploads.close());
    const streams = new OpenStreams(context, (user) => parts.mostStreams?.(user) ?? null);
    app.addHook('onClose', async () => streams.close());
    const statesFor = async ({ mailbox }: SignedInCaller) =>
      pushStates({
        own: await indexes.of(mailbox),
        others: await indexes.othersOf(mailbox.guid),
        replies: context.automation.replies,
        submissions: parts.submissions,
        clock: context.clock,
        settings: context.settings,
      });
    app.register(async (scope) => {
      answerProblems(scope, 'maxSizeRequest');
      scope.removeAllContentTypeParsers();
      const asText = { parseAs: 'string', bodyLimit: coreLimits.maxSizeRequest } as const;
      scope.addContentTypeParser('application/json', asText, (_request, body, done) => done(null, body));
      const caller = (request: FastifyRequest) => userOf(request, context);
      addSession(scope, caller, indexes, context.directory);
      addApi(scope, caller, context, indexes, uploads, parts, statesFor, streams);
      addDownload(scope, caller, indexes, uploads);
      addEventSource(scope, caller, statesFor, context.log, streams);
    });
    app.register(async (scope) => {
      answerProblems(scope, 'maxSizeUpload');
      scope.removeAllContentTypeParsers();
      // Any type, unread: the route takes the bytes as they come.
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
      addUpload(scope, (request) => userOf(request, context), indexes, uploads);
    });
  };
}

/** What is refused before it is read, in JMAP's own words (RFC 8620 §3.6.1); all else as everywhere. */
function answerProblems(scope: FastifyInstance, limit: 'maxSizeRequest' | 'maxSizeUpload'): void {
  scope.setErrorHandler((error: FastifyError, _request, reply) => {
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
      const detail = `At most ${coreLimits[limit]} bytes.`;
      const status = limit === 'maxSizeRequest' ? 400 : 413;
      return problem(reply, status, 'urn:ietf:params:jmap:error:limit', detail, limit);
    }
    if (/^FST_ERR_CTP_(?:INVALID_MEDIA_TYPE|INVALID_CONTENT_LENGTH|EMPTY)/.test(error.code ?? '')) {
      return problem(reply, 400, 'urn:ietf:params:jmap:error:notJSON', 'A request is application/json.', null);
    }
    throw error;
  });
}

type CallerOf = (request: FastifyRequest) => Promise<SignedInCaller>;
type StatesFor = (caller: SignedInCaller) => Promise<PushStates>;

async function userOf(request: FastifyRequest, context: HttpContext): Promise<SignedInCaller> {
  const caller = await context.callerOf(request, { basic: true });
  // A session may be older than Set-CASMailbox -OWAEnabled $false.
  if (caller.mailbox?.owaEnabled === false) throw signInRefusal({ kind: 'protocol-disabled' });
  if (caller.kind !== 'local') return caller;
  throw new HttpRefusal(401, 'NotSignedIn', {
    en: 'JMAP needs a mailbox; the local socket has none.',
    fr: 'JMAP a besoin d’une boîte aux lettres ; la socket locale n’en a pas.',
  });
}

function addSession(scope: FastifyInstance, caller: CallerOf, indexes: AccountIndexes, directory: Directory): void {
  scope.get('/.well-known/jmap', async (request) =>
    sessionResource((await caller(request)).mailbox, indexes, directory, ownAddress(request)),
  );
}

function addApi(
  scope: FastifyInstance,
  callerOf: CallerOf,
  http: HttpContext,
  indexes: AccountIndexes,
  uploads: Uploads,
  parts: JmapParts,
  statesFor: StatesFor,
  streams: OpenStreams,
): void {
  const run = actingRunner(requestRunner(http, indexes, uploads, parts), parts);
  const answered = new AnsweredRequests({ ...parts, clock: http.clock, log: http.log });
  addWebSocket(scope, {
    callerOf,
    run,
    statesFor,
    streams,
    log: http.log,
  });
  const options = { bodyLimit: coreLimits.maxSizeRequest, onRequest: knownSender(callerOf) };
  scope.post('/jmap/api', options, async (request, reply) => {
    const caller = await callerOf(request);
    const text = typeof request.body === 'string' ? request.body : '';
    const key = request.headers['idempotency-key'];
    try {
      return await reply.send(
        await answered.run(caller.mailbox.guid, typeof key === 'string' ? key : undefined, text, () =>
          run(text, request, caller),
        ),
      );
    } catch (cause) {
      if (!(cause instanceof RequestRefusal)) throw cause;
      return await problem(reply, 400, cause.type, cause.message, cause.limit);
    }
  });
}

function addDownload(scope: FastifyInstance, callerOf: CallerOf, indexes: AccountIndexes, uploads: Uploads): void {
  scope.get<{ Params: { accountId: string; blobId: string; name: string }; Querystring: { type?: string } }>(
    '/jmap/download/:accountId/:blobId/:name',
    async (request, reply) => {
      const { accountId, blobId, name } = request.params;
      const caller = await callerOf(request);
      const account = await indexes.find(caller.mailbox, accountId);
      await account?.index.sync();
      const blob = account === null ? null : await readBlob(account, blobId, uploads);
      if (blob === null) {
        throw new HttpRefusal(404, 'NotFound', {
          en: 'This attachment or message is not there any more.',
          fr: 'Cette pièce jointe ou ce message n’existe plus.',
        });
      }
      const asked = request.query.type ?? blob.type;
      const type = /^[\w.+-]+\/[\w.+-]+$/.test(asked) ? asked : 'application/octet-stream';
      // Whatever a message holds, it never becomes a page of ours: pictures and PDF may be looked at, the rest is saved.
      const isShown = /^image\/(?:png|jpeg|gif|webp|avif)$|^application\/pdf$|^text\/plain$/.test(type);
      return (
        reply
          .type(
            isShown && type === 'text/plain'
              ? 'text/plain; charset=utf-8'
              : isShown
                ? type
                : 'application/octet-stream',
          )
          .header(
            'content-security-policy',
            // A browser's own PDF viewer does not run in a sandbox; the file itself can do no more than be drawn.
            type === 'application/pdf'
              ? "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
              : "sandbox; default-src 'none'; frame-ancestors 'self'",
          )
          .header('cache-control', 'private, immutable, max-age=31536000')
          // A browser's copy is for who was signed in then: after a sign-out it is asked for again, and refused.
          .header('vary', 'cookie, authorization')
          .header('content-disposition', contentDisposition(isShown ? 'inline' : 'attachment', name))
          .send(Readable.from(blob.read()))
      );
    },
  );
}

function addUpload(scope: FastifyInstance, callerOf: CallerOf, indexes: AccountIndexes, uploads: Uploads): void {
  const running = new Map<string, number>();
  scope.post<{ Params: { accountId: string } }>(
    '/jmap/upload/:accountId',
    { bodyLimit: coreLimits.maxSizeUpload, onRequest: knownSender(callerOf) },
    async (request, reply) => {
      const caller = await callerOf(request);
      const { accountId } = request.params;
      const account = await indexes.find(caller.mailbox, accountId);
      if (account === null) return problem(reply, 404, 'about:blank', 'There is no such account.', null);
      if (account.access === 'read')
        return problem(reply, 403, 'about:blank', 'Nothing can be put into this account.', null);
      // Said beforehand, so that nobody sends it all to hear this.
      if (Number(request.headers['content-length'] ?? 0) > coreLimits.maxSizeUpload) {
        const detail = `At most ${coreLimits.maxSizeUpload} bytes.`;
        return problem(reply, 413, 'urn:ietf:params:jmap:error:limit', detail, 'maxSizeUpload');
      }
      const { uploadsOf } = account;
      const count = running.get(uploadsOf) ?? 0;
      if (count >= coreLimits.maxConcurrentUpload) {
        return problem(
          reply,
          400,
          'urn:ietf:params:jmap:error:limit',
          'Too many uploads at once.',
          'maxConcurrentUpload',
        );
      }
      running.set(uploadsOf, count + 1);
      try {
        const type = request.headers['content-type']?.split(';')[0]?.trim() || 'application/octet-stream';
        const { blobId, sizeBytes } = await uploads.keep(uploadsOf, type, request.raw, coreLimits.maxSizeUpload);
        return await reply.code(201).send({ accountId, blobId, type, size: sizeBytes });
      } catch (cause) {
        if (!(cause instanceof UploadRefused)) throw cause;
        const limit = cause.reason === 'too-large' ? 'maxSizeUpload' : 'maxConcurrentUpload';
        return await problem(reply, 413, 'urn:ietf:params:jmap:error:limit', cause.message, limit);
      } finally {
        const left = (running.get(uploadsOf) ?? 1) - 1;
        if (left === 0) running.delete(uploadsOf);
        else running.set(uploadsOf, left);
      }
    },
  );
}

function addEventSource(
  scope: FastifyInstance,
  callerOf: CallerOf,
  statesFor: StatesFor,
  log: Log,
  streams: OpenStreams,
): void {
  scope.get<{ Querystring: { types?: string; closeafter?: string; ping?: string } }>(
    '/jmap/eventsource',
    async (request, reply) => {
      // A picture in a mail may name this address, and each would be one of the few streams that its reader may have.
      if (!/^(?:empty)?$/.test(request.headers['sec-fetch-dest']?.toString() ?? ''))
        return problem(reply, 403, 'about:blank', 'An event stream is opened by a script (EventSource).', null);
      const caller = await callerOf(request);
      const { types = '*', closeafter = 'no', ping = '0' } = request.query;
      const pingSeconds = Number(ping);
      const lastEventId = request.headers['last-event-id'];
      if (!/^(?:state|no)$/.test(closeafter) || !/^\d{1,9}$/.test(ping)) {
        return problem(reply, 400, 'about:blank', 'closeafter is "state" or "no", ping a number of seconds.', null);
      }
      const { raw } = reply;
      const stream = await streams.open(caller);
      raw.once('close', stream.leave);
      // 'close' does not come again.
      if (raw.destroyed) stream.leave();
      await streamEvents(reply, {
        states: await statesFor(caller),
        types: types === '*' ? null : new Set(types.split(',')),
        closeAfterState: closeafter === 'state',
        // RFC 8620 §7.3: the server may keep the interval within bounds.
        pingSeconds: pingSeconds > 0 ? Math.min(300, Math.max(5, pingSeconds)) : 0,
        lastEventId: typeof lastEventId === 'string' ? lastEventId : null,
        closing: AbortSignal.any([doorClosing(request.raw), stream.signedOut]),
        log,
      });
      return reply;
    },
  );
}

function problem(
  reply: FastifyReply,
  status: number,
  type: string,
  detail: string,
  limit: string | null,
): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send({ type, status, detail, ...(limit === null ? {} : { limit }) });
}

/** RFC 6266 with an ASCII name for old clients and the whole name in UTF-8. */
function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  // The name is a stranger's: no controls, and no marks that show gpj.exe as exe.jpg. Cut in two, a character is none.
  const shown = name
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '_')
    .slice(0, 200)
    .toWellFormed();
  const plain = shown.replace(/[^\x20-\x7e]|["\\/]/g, '_');
  const encoded = encodeURIComponent(shown).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
