import type { Clock } from '../../platform/clock/clock.ts';
import type { SystemScope } from '../../storage/system-scope.ts';
import { DirectoryError, type Mailbox } from '../directory/directory.ts';
import { type NamedRecord, type NamedRecords, openNamedRecords } from './named-records.ts';

/** Global: there is one, for everybody; Organization: at most one, before it; Regular: for those it is given to. */
export type ThrottlingPolicyScope = 'Regular' | 'Organization' | 'Global';

/** Limits that are obeyed, with what holds where no policy says anything; `null`: unlimited. */
export const throttlingLimits = {
  /** IMAP4 sessions of one user at once, besides MaxConnectionsPerUser of the service. */
  ImapMaxConcurrency: null,
  PopMaxConcurrency: 20,
  /** Requests of webmail and JMAP of one user at once. */
  OwaMaxConcurrency: 20,
  /** Event streams and WebSockets of JMAP of one user at once; webmail has one in each window. */
  EwsMaxSubscriptions: 50,
  /** Messages that one user hands over in a minute. */
  MessageRateLimit: null,
  /** Recipients of his messages in 24 hours. */
  RecipientRateLimit: null,
} as const satisfies Record<string, number | null>;

export type ThrottlingLimit = keyof typeof throttlingLimits;

export interface ThrottlingPolicy extends NamedRecord {
  readonly scope: ThrottlingPolicyScope;
  /** A limit that is missing here is looked for in the policy of the organization, then in the global one. */
  readonly limits: Readonly<Partial<Record<ThrottlingLimit, number | null>>>;
  /** What is kept and has no effect here; by Exchange's property name, JSON values. */
  readonly otherProperties: Readonly<Record<string, unknown>>;
}

export interface ThrottlingPolicies extends NamedRecords<ThrottlingPolicy> {
  /** The policy that was given to a mailbox; `null`: none. */
  givenTo(mailbox: Pick<Mailbox, 'otherProperties'>): ThrottlingPolicy | null;
  /** `null`: unlimited. */
  limitOf(mailbox: Pick<Mailbox, 'otherProperties'>, limit: ThrottlingLimit): number | null;
  /** What a policy comes to where it says nothing itself. */
  inForce(policy: ThrottlingPolicy, limit: ThrottlingLimit): number | null;
}

const globalName = 'GlobalThrottlingPolicy';

/** Opens the policies of the system scope; there is always the global one. */
export async function openThrottlingPolicies(parts: {
  readonly scope: SystemScope;
  readonly clock: Clock;
}): Promise<ThrottlingPolicies> {
  const records = await openNamedRecords<ThrottlingPolicy>({
    ...parts,
    table: 'throttling_policy',
    defaults: { scope: 'Regular', limits: {}, otherProperties: {} },
    check: checkScope,
  });
  if (!records.list().some(({ scope }) => scope === 'Global'))
    await records.create(globalName, { scope: 'Global', limits: {}, otherProperties: {} });

  const inForce = (policy: ThrottlingPolicy | null, limit: ThrottlingLimit): number | null => {
    for (const one of [policy, ofScope('Organization'), ofScope('Global')]) {
      const value = one?.limits[limit];
      if (value !== undefined) return value;
    }
    return throttlingLimits[limit];
  };
  const ofScope = (scope: ThrottlingPolicyScope): ThrottlingPolicy | undefined =>
    records.list().find((policy) => policy.scope === scope);
  const givenTo: ThrottlingPolicies['givenTo'] = ({ otherProperties: { ThrottlingPolicy: guid } }) =>
    records.list().find((policy) => policy.guid === guid) ?? null;
  return {
    ...records,
    givenTo,
    inForce,
    limitOf: (mailbox, limit) => inForce(givenTo(mailbox), limit),
  };
}

function checkScope({ scope }: ThrottlingPolicy, others: readonly ThrottlingPolicy[]): void {
  const other = others.find((one) => one.scope === scope);
  if (scope === 'Regular' || other === undefined) return;
  throw new DirectoryError(
    'name-taken',
    `There is already a policy of the scope ${scope}: "${other.name}". Change it, or make one of the scope Regular.`,
    `Il existe déjà une stratégie de portée ${scope} : « ${other.name} ». Modifiez-la, ou créez-en une de portée Regular.`,
    { value: scope, property: 'ThrottlingPolicyScope' },
  );
}
