import type { ManagementObject, ParameterDescription } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { findNamed, nothingModified } from '../find-named.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { mailboxIdentity, matchesAnr, matchMailboxes, requireMailbox } from '../recipients/find-mailbox.ts';
import { listParameters, selected } from '../recipients/list-parameters.ts';
import { mailboxTail } from '../recipients/mailbox-tail.ts';

export const throttlingPolicyParameter: ParameterDescription = {
  name: 'ThrottlingPolicy',
  type: { kind: 'identity', of: 'ThrottlingPolicy' },
  nullable: true,
  help: {
    en: 'The policy whose limits hold for the mailbox; $null: that of the organization, or the global one.',
    fr: 'La stratégie dont les limites valent pour la boîte ; $null : celle de l’organisation, ou la globale.',
  },
};

/** GUID of the policy that was named; `undefined` when nothing was given. @throws CmdletError */
export function givenPolicy(services: ManagementServices, given: BoundParameters): string | null | undefined {
  if (!given.has('ThrottlingPolicy')) return undefined;
  const identity = given.get<string | null>('ThrottlingPolicy') ?? null;
  return identity === null || identity === '' ? null : findNamed(services, services.throttling, identity).guid;
}

export const getThrottlingPolicyAssociation = defineCmdlet({
  name: 'Get-ThrottlingPolicyAssociation',
  synopsis: {
    en: 'Shows which throttling policy mailboxes have.',
    fr: 'Affiche la stratégie de limitation des boîtes aux lettres.',
  },
  parameters: [
    { ...mailboxIdentity, nullable: true, wildcards: true },
    {
      name: 'ThrottlingPolicy',
      type: { kind: 'identity', of: 'ThrottlingPolicy' },
      help: { en: 'Only those with this policy.', fr: 'Seulement celles qui ont cette stratégie.' },
    },
    ...listParameters,
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-ThrottlingPolicyAssociation -ThrottlingPolicy Newsletters',
      explanation: { en: 'Who has it.', fr: 'Qui l’a.' },
    },
  ],
  defaultColumns: ['Name', 'ThrottlingPolicyId'],
  roles: ['Mail Recipients', 'Recipient Policies', 'View-Only Recipients'],
  async *run(context, given) {
    const { services } = context;
    const wanted = givenPolicy(services, given);
    const anr = given.get<string>('Anr');
    const found = matchMailboxes(services, given.get<string | null>('Identity') ?? undefined).filter(
      (mailbox) =>
        (wanted === undefined || (services.throttling.givenTo(mailbox)?.guid ?? null) === wanted) &&
        (anr === undefined || matchesAnr(mailbox, anr)),
    );
    yield* selected(context, given, found, (mailbox) => associationObject(services, mailbox));
  },
});

export const setThrottlingPolicyAssociation = defineCmdlet({
  name: 'Set-ThrottlingPolicyAssociation',
  synopsis: {
    en: 'Gives a mailbox a throttling policy.',
    fr: 'Donne une stratégie de limitation à une boîte aux lettres.',
  },
  parameters: [{ ...mailboxIdentity, mandatory: true }, throttlingPolicyParameter, domainControllerParameter],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-ThrottlingPolicyAssociation newsletter -ThrottlingPolicy Newsletters',
      explanation: { en: 'From the next message on.', fr: 'Dès le message suivant.' },
    },
  ],
  roles: ['Mail Recipients', 'Recipient Policies'],
  async run(context, given) {
    const { services } = context;
    const mailbox = requireMailbox(services, given.get<string>('Identity') ?? '');
    requireAuthority(context, mailbox);
    const wanted = givenPolicy(services, given);
    const before = services.throttling.givenTo(mailbox);
    if (wanted === undefined || wanted === (before?.guid ?? null)) return context.warn(nothingModified(mailbox.name));
    const after = services.throttling.list().find(({ guid }) => guid === wanted)?.name ?? null;
    const action = {
      en: `Setting the throttling policy of mailbox "${mailbox.name}".`,
      fr: `Modification de la stratégie de limitation de la boîte « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const otherProperties = { ...mailbox.otherProperties, ThrottlingPolicy: wanted };
    await services.directory.updateMailbox(mailbox.guid, { otherProperties });
    context.changed(mailbox.name, { ThrottlingPolicy: [before?.name ?? null, after] });
  },
});

function associationObject(services: ManagementServices, mailbox: Mailbox): ManagementObject {
  return {
    ThrottlingPolicyId: services.throttling.givenTo(mailbox)?.name ?? null,
    ...mailboxTail(services, mailbox),
  };
}
