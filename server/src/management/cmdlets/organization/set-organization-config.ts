import {
  isSwitchedOn,
  type OrganizationSwitch,
  organizationSwitches,
} from '../../../domain/directory/organization-switches.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { nothingModified } from '../find-named.ts';

export const setOrganizationConfig = defineCmdlet({
  name: 'Set-OrganizationConfig',
  synopsis: {
    en: 'Changes what holds for the whole organization.',
    fr: 'Modifie ce qui vaut pour toute l’organisation.',
  },
  parameters: [
    {
      name: 'DisablePlusAddressInRecipients',
      type: { kind: 'boolean' },
      defaultText: '$false',
      help: {
        en: '$true: alice+lists@contoso.com is no longer Alice’s unless she has that address.',
        fr: '$true : alice+listes@contoso.com n’est plus à Alice si elle n’a pas cette adresse.',
      },
    },
    {
      name: 'MailTipsAllTipsEnabled',
      type: { kind: 'boolean' },
      defaultText: '$true',
      help: {
        en: '$false: webmail shows nobody a MailTip.',
        fr: '$false : la messagerie web ne montre d’infos-courrier à personne.',
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
    const changes = (Object.keys(organizationSwitches) as OrganizationSwitch[])
      .map((name) => {
        const before = isSwitchedOn(directory, name);
        return { name, before, after: given.get<boolean>(name) ?? before };
      })
      .filter(({ before, after }) => before !== after);
    if (changes.length === 0) return context.warn(nothingModified(directory.organizationName));
    const action = {
      en: `Setting organization "${directory.organizationName}".`,
      fr: `Modification de l’organisation « ${directory.organizationName} ».`,
    };
    if (!context.shouldProcess(action)) return;
    for (const { name, after } of changes)
      await directory.setOrganizationValue(name, after === organizationSwitches[name] ? null : String(after));
    context.changed(
      directory.organizationName,
      Object.fromEntries(changes.map(({ name, before, after }) => [name, [before, after] as const])),
    );
  },
});
