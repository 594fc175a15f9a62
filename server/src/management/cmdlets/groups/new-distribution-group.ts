import type { ParameterDescription } from '@relais/management-contract';
import { defaultDomain } from '../../directory-names.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { aliasFrom, withoutAccents } from '../recipients/alias.ts';
import { fromColumns, people, references, text } from '../recipients/recipient-parameters.ts';
import { groupChange, groupObject, groupParameters, groupRoles } from './distribution-group.ts';

const nothing = {
  managedBy: [],
  acceptMessagesOnlyFrom: [],
  rejectMessagesFrom: [],
  sendOnBehalf: [],
  mailTip: null,
  mailTipTranslations: [],
  otherProperties: {},
};

export const newDistributionGroup = defineCmdlet({
  name: 'New-DistributionGroup',
  synopsis: { en: 'Makes a distribution group.', fr: 'Crée un groupe de distribution.' },
  parameters: [
    ...(
      [
        {
          ...text('Name', 'A name that no other recipient has.', 'Un nom que ne porte aucun autre destinataire.', 64),
          mandatory: true,
          position: 1,
        },
        {
          name: 'Type',
          type: { kind: 'enum', values: [{ name: 'Distribution' }, { name: 'Security' }] },
          defaultText: 'Distribution',
          help: {
            en: 'Security marks it as one for permissions; both kinds can be given permissions here.',
            fr: 'Security le destine aux autorisations ; les deux types peuvent en recevoir ici.',
          },
        },
        people('Members', 'Its first members.', 'Ses premiers membres.'),
        ...groupParameters,
      ] satisfies readonly ParameterDescription[]
    ).map(fromColumns),
    {
      name: 'CopyOwnerToMember',
      type: { kind: 'switch' },
      help: { en: 'Owners are members too.', fr: 'Les propriétaires sont aussi membres.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'New-DistributionGroup -Name Sales -Members alice,bob',
      explanation: {
        en: 'sales@ the default domain, for people who sign in.',
        fr: 'sales@ le domaine par défaut, pour les personnes authentifiées.',
      },
    },
  ],
  defaultColumns: ['Name', 'DisplayName', 'GroupType', 'PrimarySmtpAddress'],
  roles: groupRoles,
  async *run(context, given) {
    const { services, caller } = context;
    const name = given.get<string>('Name') ?? '';
    const alias = given.get<string>('Alias') ?? aliasFrom(name);
    const primarySmtpAddress =
      given.get<string>('PrimarySmtpAddress') ?? `${withoutAccents(alias)}@${defaultDomain(services)}`;
    const members = references(services, given, 'Members', []) ?? [];
    const change = groupChange(services, given, nothing);
    const managedBy = change.managedBy ?? (caller.mailbox === null ? [] : [caller.mailbox.guid]);
    const action = {
      en: `Creating distribution group "${name}" with the address ${primarySmtpAddress}.`,
      fr: `Création du groupe de distribution « ${name} » d’adresse ${primarySmtpAddress}.`,
    };
    if (!context.shouldProcess(action)) return;
    const { emailAddresses: _, ...properties } = change;
    const group = await services.directory.createGroup({
      ...properties,
      name,
      alias,
      primarySmtpAddress,
      members: given.isOn('CopyOwnerToMember') ? [...new Set([...members, ...managedBy])] : members,
      managedBy,
      isSecurityGroup: given.get<string>('Type') === 'Security',
    });
    context.changed(name);
    yield groupObject(services, group);
  },
});
