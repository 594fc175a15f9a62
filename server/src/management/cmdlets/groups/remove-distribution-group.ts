import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireRecipient } from '../recipients/recipient-parameters.ts';
import { groupIdentity, groupRoles, requireGroupOwner } from './distribution-group.ts';

export const removeDistributionGroup = defineCmdlet({
  name: 'Remove-DistributionGroup',
  synopsis: { en: 'Removes a distribution group.', fr: 'Supprime un groupe de distribution.' },
  parameters: [{ ...groupIdentity, mandatory: true }, domainControllerParameter],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    { command: 'Remove-DistributionGroup Sales', explanation: { en: 'Asks first.', fr: 'Demande confirmation.' } },
  ],
  roles: groupRoles,
  async run(context, parameters) {
    const { services } = context;
    const group = requireRecipient(services, parameters.get<string>('Identity') ?? '', 'group');
    requireGroupOwner(context, group);
    const action = {
      en: `Removing distribution group "${group.name}" with ${group.members.length} members.`,
      fr: `Suppression du groupe de distribution « ${group.name} » de ${group.members.length} membres.`,
    };
    if (!context.shouldProcess(action)) return;
    await services.directory.removeRecipient(group.guid);
    context.changed(group.name);
  },
});
