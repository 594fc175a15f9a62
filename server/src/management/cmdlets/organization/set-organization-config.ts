import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';

export const setOrganizationConfig = defineCmdlet({
  name: 'Set-OrganizationConfig',
  synopsis: {
    en: 'Changes what holds for the whole organization.',
    fr: "Modifie ce qui vaut pour toute l'organisation.",
  },
  parameters: [
    {
      name: 'DisablePlusAddressInRecipients',
      type: { kind: 'boolean' },
      defaultText: '$false',
      help: {
        en: '$true: alice+lists@contoso.com is no longer Alice’s unless she has that address.',
        fr: "$true : alice+listes@contoso.com n'est plus à Alice si elle n'a pas cette adresse.",
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-OrganizationConfig -DisablePlusAddressInRecipients $true',
      explanation: { en: 'Plus signs are letters like others.', fr: 'Le signe plus est un caractère comme un autre.' },
    },
  ],
  roles: ['Organization Configuration'],
  async run(context, given) {
    const { directory } = context.services;
    const before = directory.organizationValue('DisablePlusAddressInRecipients') === 'true';
    const after = given.get<boolean>('DisablePlusAddressInRecipients') ?? before;
    if (after === before) {
      context.warn({
        en: `The command completed successfully but no settings of '${directory.organizationName}' have been modified.`,
        fr: `La commande s'est terminée correctement mais aucun paramètre de « ${directory.organizationName} » n'a été modifié.`,
      });
      return;
    }
    const action = {
      en: `Setting organization "${directory.organizationName}".`,
      fr: `Modification de l'organisation « ${directory.organizationName} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await directory.setOrganizationValue('DisablePlusAddressInRecipients', after ? 'true' : null);
    context.changed(directory.organizationName, { DisablePlusAddressInRecipients: [before, after] });
  },
});
