import { MailError } from '../../../domain/mail/mail-error.ts';
import type { Log } from '../../../platform/log/log.ts';
import { storageRefusal } from '../../storage-refusal.ts';
import { isRecord } from './arguments.ts';
import { lookAt } from './i-json.ts';
import { checkArgumentNames } from './known-arguments.ts';
import { coreLimits, requestBounds } from './limits.ts';
import { type Arguments, capabilities, contextFor, type Method, type MethodContext } from './method.ts';
import { MethodError } from './method-error.ts';
import { type Invocation, type ReferenceBudget, resolveReferences } from './result-references.ts';

const changesState = /\/(?:set|copy|import)$/;

export interface JmapRequest {
  readonly using: readonly string[];
  readonly methodCalls: readonly Invocation[];
  readonly createdIds?: Readonly<Record<string, string>>;
}

/** A request refused as a whole (RFC 8620 §3.6.1), answered as problem details (RFC 7807). */
export class RequestRefusal extends Error {
  readonly type: string;
  readonly limit: string | null;
  constructor(type: string, detail: string, limit: string | null = null) {
    super(detail);
    this.name = 'RequestRefusal';
    this.type = `urn:ietf:params:jmap:error:${type}`;
    this.limit = limit;
  }
}

/** The request in a body, checked. @throws RequestRefusal */
export function readRequest(body: string): JmapRequest {
  const look = lookAt(body, requestBounds.depth);
  if (look.kind === 'too-deep') {
    throw new RequestRefusal('notRequest', `A request is nested at most ${requestBounds.depth} levels deep.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new RequestRefusal('notJSON', 'The request is not valid JSON.');
  }
  // RFC 8620 §1.6: I-JSON, so that nobody reads it otherwise than we do.
  if (look.kind === 'name-twice') throw new RequestRefusal('notJSON', `${look.name} is given twice in one object.`);
  if (!isRecord(value) || !Array.isArray(value.using) || !Array.isArray(value.methodCalls)) {
    throw new RequestRefusal('notRequest', 'A request has "using" and "methodCalls", both arrays.');
  }
  if (!value.using.every((name) => typeof name === 'string') || !value.methodCalls.every(isInvocation)) {
    throw new RequestRefusal('notRequest', 'Each method call is [name, arguments, call id].');
  }
  const known: readonly string[] = Object.values(capabilities);
  for (const name of value.using as string[]) {
    if (!known.includes(name)) throw new RequestRefusal('unknownCapability', `${name} is not offered here.`);
  }
  if (value.methodCalls.length > coreLimits.maxCallsInRequest) {
    throw new RequestRefusal('limit', `At most ${coreLimits.maxCallsInRequest} calls a request.`, 'maxCallsInRequest');
  }
  return value as unknown as JmapRequest;
}

function isInvocation(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length === 3 &&
    typeof value[0] === 'string' &&
    isRecord(value[1]) &&
    typeof value[2] === 'string'
  );
}

/** Runs the calls one after the other; a failed one does not stop the rest (RFC 8620 §3.4). */
export async function processRequest(
  request: JmapRequest,
  methods: ReadonlyMap<string, Method>,
  base: Omit<MethodContext, 'follow'>,
  log: Log,
): Promise<readonly Invocation[]> {
  const answers: Invocation[] = [];
  const budget: ReferenceBudget = { left: requestBounds.referencedChars };
  for (const [name, args, callId] of request.methodCalls) {
    const following: { readonly name: string; readonly args: Arguments }[] = [{ name, args }];
    for (const [place, call] of following.entries()) {
      // What the server calls by itself (RFC 8621 §7.5) needs no capability that the client would have had to name.
      const using = place === 0 ? request.using : Object.values(capabilities);
      const context: MethodContext = {
        ...base,
        follow: (next, nextArgs) => following.push({ name: next, args: nextArgs }),
      };
      answers.push(await runOne(call.name, call.args, callId, answers, budget, using, methods, context, log));
    }
  }
  return answers;
}

async function runOne(
  name: string,
  args: Arguments,
  callId: string,
  before: readonly Invocation[],
  budget: ReferenceBudget,
  using: readonly string[],
  methods: ReadonlyMap<string, Method>,
  context: MethodContext,
  log: Log,
): Promise<Invocation> {
  try {
    const method = methods.get(name);
    if (method === undefined || !using.includes(method.capability)) throw new MethodError('unknownMethod');
    const resolved = resolveReferences(args, before, budget);
    checkArgumentNames(name, resolved);
    const inAccount = await contextFor(method, resolved, context);
    const run = async (): Promise<Invocation> => {
      await inAccount.index.sync();
      return [name, await method.run(resolved, inAccount), callId];
    };
    // RFC 8620 §5.3: between the look at ifInState and the change nobody else's comes.
    return await (changesState.test(name) ? inAccount.index.inTurn(run) : run());
  } catch (cause) {
    if (cause instanceof MethodError) return ['error', { type: cause.type, ...cause.properties }, callId];
    if (cause instanceof MailError && (cause.code === 'no-permission' || cause.code === 'folder-not-found')) {
      // Closed to the user, or deleted, while the call was on its way.
      return ['error', { type: 'forbidden', description: cause.message }, callId];
    }
    if (cause instanceof MailError && cause.code === 'busy') {
      return ['error', { type: 'serverUnavailable', description: cause.message }, callId];
    }
    log.error('jmap method failed', cause, { method: name });
    // RFC 8620 §3.6.2: it passes, and the client may try again.
    const ofTheStorage = storageRefusal(cause);
    if (ofTheStorage !== null) {
      return ['error', { type: 'serverUnavailable', description: ofTheStorage.message }, callId];
    }
    return ['error', { type: 'serverFail', description: 'Something failed on the server; its log says what.' }, callId];
  }
}
