import type { FastifyRequest } from 'fastify';
import type { SignedInCaller } from '../caller.ts';
import type { HttpContext } from '../http-context.ts';
import { ownAddress } from '../own-address.ts';
import type { AccountIndexes } from './account-indexes.ts';
import { coreLimits } from './core/limits.ts';
import { processRequest, RequestRefusal, readRequest } from './core/process-request.ts';
import type { JmapParts } from './jmap-parts.ts';
import type { Uploads } from './mail/uploads.ts';
import { methods } from './methods/index.ts';
import { sessionState } from './session-resource.ts';

/** Runs the text of a request, whichever door it came by (RFC 8620 §3.3, RFC 8887 §4.3.2). */
export function requestRunner(
  http: HttpContext,
  indexes: AccountIndexes,
  uploads: Uploads,
  parts: JmapParts,
): (text: string, request: FastifyRequest, caller: SignedInCaller) => Promise<Record<string, unknown>> {
  const running = new Map<string, number>();
  return async (text, request, caller) => {
    const accountId = caller.mailbox.guid;
    const count = (running.get(accountId) ?? 0) + 1;
    running.set(accountId, count);
    try {
      if (count > coreLimits.maxConcurrentRequests) {
        throw new RequestRefusal('limit', 'Too many requests at once; wait for an answer.', 'maxConcurrentRequests');
      }
      const body = readRequest(text);
      const createdIds = new Map(Object.entries(body.createdIds ?? {}));
      const shared = {
        http,
        caller,
        uploads,
        parts,
        createdIds,
        openAccount: async (id: string) => {
          const account = await indexes.find(caller.mailbox, id);
          return account === null ? null : { ...shared, ...account };
        },
      };
      const base = { ...shared, ...(await indexes.of(caller.mailbox)) };
      const methodResponses = await processRequest(body, methods, base, http.log);
      return {
        methodResponses,
        ...(body.createdIds === undefined ? {} : { createdIds: Object.fromEntries(createdIds) }),
        sessionState: await sessionState(caller.mailbox, indexes, http.directory, ownAddress(request)),
      };
    } finally {
      const left = (running.get(accountId) ?? 1) - 1;
      if (left === 0) running.delete(accountId);
      else running.set(accountId, left);
    }
  };
}
