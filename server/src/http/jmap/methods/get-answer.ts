import { optionalIds, optionalStrings, requireAccount } from '../core/arguments.ts';
import { coreLimits, requestBounds } from '../core/limits.ts';
import type { Arguments, MethodContext } from '../core/method.ts';
import { invalidArguments, MethodError } from '../core/method-error.ts';

export interface GetRequest {
  readonly ids: readonly string[] | null;
  readonly properties: readonly string[] | null;
}

/** The arguments that every /get has (RFC 8620 §5.1), each id once. @throws MethodError */
export function readGet(args: Arguments, context: MethodContext): GetRequest {
  requireAccount(args, context.accountId);
  const ids = optionalIds(args, 'ids');
  if (ids !== null && ids.length > coreLimits.maxObjectsInGet) {
    throw new MethodError('requestTooLarge', `At most ${coreLimits.maxObjectsInGet} ids a call.`);
  }
  const properties = optionalStrings(args, 'properties');
  if ((properties?.length ?? 0) > requestBounds.properties) {
    throw new MethodError('requestTooLarge', `At most ${requestBounds.properties} properties a call.`);
  }
  const resolved = ids?.map((id) => (id.startsWith('#') ? (context.createdIds.get(id.slice(1)) ?? id) : id)) ?? null;
  return { ids: resolved === null ? null : [...new Set(resolved)], properties };
}

/** Objects cut down to what was asked; `id` is always there. @throws MethodError for a property that none has. */
export function pick(
  object: Readonly<Record<string, unknown>>,
  properties: readonly string[] | null,
): Record<string, unknown> {
  if (properties === null) return { ...object };
  const picked: Record<string, unknown> = { id: object.id };
  for (const property of properties) {
    if (!(property in object)) throw invalidArguments(`There is no property ${property}.`);
    picked[property] = object[property];
  }
  return picked;
}

/** The whole answer of a /get over objects that are all in memory. */
export function getAnswer(
  request: GetRequest,
  context: MethodContext,
  state: string,
  objects: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Record<string, unknown> {
  const ids = request.ids ?? [...objects.keys()];
  const list: Record<string, unknown>[] = [];
  const notFound: string[] = [];
  for (const id of ids) {
    const object = objects.get(id);
    if (object === undefined) notFound.push(id);
    else list.push(pick(object, request.properties));
  }
  return { accountId: context.accountId, state, list, notFound };
}
