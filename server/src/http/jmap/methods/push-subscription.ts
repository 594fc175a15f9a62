import { isRecord, optionalIds, optionalRecord } from '../core/arguments.ts';
import { type Arguments, capabilities, type Method } from '../core/method.ts';
import { invalidArguments, type SetError } from '../core/method-error.ts';

/**
 * RFC 8620 §7.2. This server calls no address that a client names: a push subscription would let anybody who signs in make
 * it send requests into its own network. Push comes by EventSource (§7.3) and WebSocket (RFC 8887).
 */
const refusal: SetError = {
  type: 'forbidden',
  description: 'Push goes to open connections only: take eventSourceUrl, or the WebSocket of the session.',
};

export const pushSubscriptionGet: Method = {
  name: 'PushSubscription/get',
  capability: capabilities.core,
  isOfNoAccount: true,
  run: async (args) => {
    refuseAccount(args);
    return { list: [], notFound: optionalIds(args, 'ids') ?? [] };
  },
};

export const pushSubscriptionSet: Method = {
  name: 'PushSubscription/set',
  capability: capabilities.core,
  isOfNoAccount: true,
  run: async (args) => {
    refuseAccount(args);
    const each = (ids: readonly string[], error: SetError) =>
      ids.length === 0 ? null : Object.fromEntries(ids.map((id) => [id, error]));
    const create = optionalRecord(args, 'create') ?? {};
    if (!Object.values(create).every(isRecord)) throw invalidArguments('create holds an object for each id.');
    return {
      created: null,
      updated: null,
      destroyed: null,
      notCreated: each(Object.keys(create), refusal),
      notUpdated: each(Object.keys(optionalRecord(args, 'update') ?? {}), { type: 'notFound' }),
      notDestroyed: each(optionalIds(args, 'destroy') ?? [], { type: 'notFound' }),
    };
  },
};

/** RFC 8620 §7.2.1: subscriptions belong to no account. */
function refuseAccount(args: Arguments): void {
  if (args.accountId !== undefined) throw invalidArguments('Push subscriptions belong to no account.');
}
