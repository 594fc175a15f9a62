import { MailError } from '../../../domain/mail/mail-error.ts';
import { isRecord, optionalIds, optionalRecord, optionalString, requireAccount } from '../core/arguments.ts';
import { coreLimits } from '../core/limits.ts';
import type { Arguments, MethodContext } from '../core/method.ts';
import { invalidArguments, MethodError, type SetError, SetRefusal } from '../core/method-error.ts';

export interface SetRequest {
  readonly create: Readonly<Record<string, Record<string, unknown>>>;
  /** To be asked once all of `create` has been made: `#k1` may stand for one of those (RFC 8620 §5.3). */
  readonly update: () => Readonly<Record<string, Record<string, unknown>>>;
  /** The same. */
  readonly destroy: () => readonly string[];
}

/** The arguments that every /set has (RFC 8620 §5.3). @throws MethodError, 'stateMismatch' included. */
export function readSet(args: Arguments, context: MethodContext, state: string): SetRequest {
  requireAccount(args, context.accountId);
  const ifInState = optionalString(args, 'ifInState');
  if (ifInState !== null && ifInState !== state) throw new MethodError('stateMismatch');
  const create = objects(optionalRecord(args, 'create'), 'create');
  const update = objects(optionalRecord(args, 'update'), 'update');
  const destroy = optionalIds(args, 'destroy') ?? [];
  const count = Object.keys(create).length + Object.keys(update).length + destroy.length;
  if (count > coreLimits.maxObjectsInSet) {
    throw new MethodError('requestTooLarge', `At most ${coreLimits.maxObjectsInSet} objects a call.`);
  }
  return {
    create,
    update() {
      const resolved: Record<string, Record<string, unknown>> = {};
      // Somebody may say the id of one and its creation id.
      for (const [key, patch] of Object.entries(update)) {
        const id = resolveId(key, context);
        resolved[id] = { ...resolved[id], ...patch };
      }
      return resolved;
    },
    destroy: () => destroy.map((id) => resolveId(id, context)),
  };
}

/** `#k1` stands for what was created under k1 in this request (RFC 8620 §5.3). */
export function resolveId(id: string, context: MethodContext): string {
  return id.startsWith('#') ? (context.createdIds.get(id.slice(1)) ?? id) : id;
}

function objects(value: Record<string, unknown> | null, name: string): Record<string, Record<string, unknown>> {
  for (const inner of Object.values(value ?? {})) {
    if (!isRecord(inner)) throw invalidArguments(`${name} holds an object for each id.`);
  }
  return (value ?? {}) as Record<string, Record<string, unknown>>;
}

/** Collects what happened to each object of a /set. */
export class SetOutcome {
  readonly created: Record<string, Record<string, unknown>> = {};
  readonly updated: Record<string, Record<string, unknown> | null> = {};
  readonly destroyed: string[] = [];
  readonly notCreated: Record<string, SetError> = {};
  readonly notUpdated: Record<string, SetError> = {};
  readonly notDestroyed: Record<string, SetError> = {};

  answer(accountId: string, oldState: string, newState: string): Record<string, unknown> {
    return {
      accountId,
      oldState,
      newState,
      created: orNull(this.created),
      updated: orNull(this.updated),
      destroyed: this.destroyed.length === 0 ? null : this.destroyed,
      notCreated: orNull(this.notCreated),
      notUpdated: orNull(this.notUpdated),
      notDestroyed: orNull(this.notDestroyed),
    };
  }
}

function orNull(record: Record<string, unknown>): Record<string, unknown> | null {
  return Object.keys(record).length === 0 ? null : record;
}

/** The SetError of what was thrown; what is no refusal is thrown on. */
export function setErrorOf(cause: unknown): SetError {
  if (cause instanceof SetRefusal) return cause.error;
  if (!(cause instanceof MailError)) throw cause;
  switch (cause.code) {
    case 'over-quota':
    case 'storage-full':
      return { type: 'overQuota', description: cause.message };
    case 'message-too-large':
      return { type: 'tooLarge', description: cause.message };
    case 'folder-not-found':
    case 'message-not-found':
      return { type: 'notFound', description: cause.message };
    case 'folder-exists':
      return { type: 'invalidProperties', properties: ['name'], description: cause.message };
    case 'folder-name-invalid':
      return { type: 'invalidProperties', properties: ['name'], description: cause.message };
    case 'folder-has-children':
      return { type: 'mailboxHasChild', description: cause.message };
    case 'keyword-limit':
      return { type: 'tooManyKeywords', description: cause.message };
    case 'limit':
    case 'folder-limit':
      // RFC 8620 §5.3: a limit on the number of objects, where rateLimit is one on how fast they come.
      return { type: 'overQuota', description: cause.message };
    case 'message-malformed':
      return { type: 'invalidEmail', description: cause.message };
    case 'folder-is-inbox':
    case 'folder-in-use':
    case 'folder-not-selectable':
    case 'read-only':
    case 'no-permission':
    case 'not-supported':
      return { type: 'forbidden', description: cause.message };
    case 'conflict':
    case 'busy':
    case 'storage-unavailable':
      throw cause;
  }
}
