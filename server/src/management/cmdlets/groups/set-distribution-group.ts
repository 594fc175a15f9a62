import { shownChanges } from '../shown-changes.ts';
import type { DistributionGroup } from '../../../domain/directory/recipient.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { changesAnything } from '../recipients/changed-properties.ts';
import { requireRecipient } from '../recipients/recipient-parameters.ts';
import {
  changedGroupAddresses,
  groupChange,
  groupIdentity,
  groupObject,
  groupParameters,
  groupRoles,
  requireGroupOwner,
  setGroupParameters,
} from './distribution-group.ts';

export const setDistributionGroup = defineCmdlet({
  name: 'Set-DistributionGroup',
  synopsis: { en: 'Changes a distribution group.', fr: 'Modifie un groupe de distribution.' },
  parameters: [
    { ...groupIdentity, mandatory: true },
    ...setGroupParameters,
    ...groupParameters,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-DistributionGroup Sales -RequireSenderAuthenticationEnabled $false',
      explanation: { en: 'Customers may write to it.', fr: 'Les clients peuvent lui écrire.' },
    },
    {
      command: 'Set-DistributionGroup Everybody -AcceptMessagesOnlyFrom @{Add="alice"}',
      explanation: { en: 'Alice may too.', fr: 'Alice aussi.' },
    },
  ],
  roles: groupRoles,
  async run(context, given) {
    const { services } = context;
    const group = requireRecipient(services, given.get<string>('Identity') ?? '', 'group');
    requireGroupOwner(context, group);
    const emailAddresses = changedGroupAddresses(given, group);
    const change = {
      ...groupChange(services, given, group),
      ...(emailAddresses === undefined ? {} : { emailAddresses }),
    };
    if (!changesAnything<DistributionGroup>(group, change)) {
      context.warn({
        en: `The command completed successfully but no settings of '${group.name}' have been modified.`,
        fr: `La commande s’est terminée correctement mais aucun paramètre de « ${group.name} » n’a été modifié.`,
      });
      return;
    }
    const action = {
      en: `Setting distribution group "${group.name}".`,
      fr: `Modification du groupe de distribution « ${group.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const before = groupObject(services, group);
    const after = await services.directory.updateGroup(group.guid, change);
    context.changed(group.name, shownChanges(before, groupObject(services, after)));
  },
});
