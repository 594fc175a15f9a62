import type { LocalisedText } from '@relais/management-contract';
import { type Cmdlet, defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
import { text } from '../recipients/recipient-parameters.ts';
import { requireRule, ruleIdentity, ruleMailbox, ruleObject, ruleRoles } from './inbox-rule-object.ts';
import { requireRuleFolders } from './require-rule-folders.ts';
import { actionsFrom, conditionsFrom, ruleParameters } from './rule-parameters.ts';

export const getInboxRule = defineCmdlet({
  name: 'Get-InboxRule',
  synopsis: { en: 'Shows inbox rules of a mailbox.', fr: 'Affiche les règles d’une boîte aux lettres.' },
  parameters: [ruleIdentity, ruleMailbox, domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-InboxRule -Mailbox alice | Format-List',
      explanation: { en: 'All of hers, in their order.', fr: 'Toutes les siennes, dans leur ordre.' },
    },
  ],
  defaultColumns: ['Name', 'Enabled', 'Priority', 'RuleIdentity'],
  roles: [...ruleRoles, 'View-Only Recipients'],
  async *run({ services }, given) {
    if (given.has('Identity')) {
      const { mailbox, rule } = requireRule(services, given);
      yield ruleObject(services, mailbox, rule);
      return;
    }
    const mailbox = requireMailbox(services, given.get<string>('Mailbox') ?? '');
    for (const rule of services.automation.rules.list(mailbox.guid)) yield ruleObject(services, mailbox, rule);
  },
});

export const setInboxRule = defineCmdlet({
  name: 'Set-InboxRule',
  synopsis: { en: 'Changes an inbox rule.', fr: 'Modifie une règle de boîte de réception.' },
  parameters: [
    { ...ruleIdentity, mandatory: true },
    ruleMailbox,
    text('Name', 'A new name.', 'Un nouveau nom.', 512),
    ...ruleParameters,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-InboxRule Invoices -Mailbox alice -MarkAsRead $true',
      explanation: { en: 'Marks them as read too.', fr: 'Les marque aussi comme lues.' },
    },
  ],
  roles: ruleRoles,
  async run(context, given) {
    const { services } = context;
    const { mailbox, rule } = requireRule(services, given);
    requireAuthority(context, mailbox);
    const priority = given.get<number>('Priority');
    const stop = given.get<boolean>('StopProcessingRules');
    const change = {
      conditions: conditionsFrom(services, given, '', rule.conditions),
      exceptions: conditionsFrom(services, given, 'ExceptIf', rule.exceptions),
      actions: actionsFrom(services, given, mailbox, rule.actions),
      ...(given.has('Name') ? { name: given.get<string>('Name') ?? rule.name } : {}),
      ...(priority === undefined ? {} : { priority }),
      ...(stop === undefined ? {} : { stopProcessingRules: stop }),
    };
    const { moveToFolder, copyToFolder } = change.actions;
    // One that was there when the rule was made may be gone; it is asked about when it is named.
    await requireRuleFolders(services, mailbox, {
      ...(given.has('MoveToFolder') && moveToFolder !== undefined ? { moveToFolder } : {}),
      ...(given.has('CopyToFolder') && copyToFolder !== undefined ? { copyToFolder } : {}),
    });
    const action = {
      en: `Setting inbox rule "${rule.name}" of the mailbox "${mailbox.name}".`,
      fr: `Modification de la règle « ${rule.name} » de la boîte aux lettres « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await services.automation.rules.update(rule.guid, change);
    context.changed(`${mailbox.name}\\${rule.name}`);
  },
});

export const enableInboxRule = switching('Enable', true);
export const disableInboxRule = switching('Disable', false);

export const removeInboxRule = defineCmdlet({
  name: 'Remove-InboxRule',
  synopsis: { en: 'Removes an inbox rule.', fr: 'Supprime une règle de boîte de réception.' },
  parameters: [{ ...ruleIdentity, mandatory: true }, ruleMailbox, domainControllerParameter],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Remove-InboxRule Invoices -Mailbox alice',
      explanation: { en: 'Asks first.', fr: 'Demande confirmation.' },
    },
  ],
  roles: ruleRoles,
  async run(context, given) {
    const { services } = context;
    const { mailbox, rule } = requireRule(services, given);
    requireAuthority(context, mailbox);
    const action = {
      en: `Removing inbox rule "${rule.name}" of the mailbox "${mailbox.name}".`,
      fr: `Suppression de la règle « ${rule.name} » de la boîte aux lettres « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await services.automation.rules.remove(rule.guid);
    context.changed(`${mailbox.name}\\${rule.name}`);
  },
});

function switching(verb: 'Enable' | 'Disable', enabled: boolean): Cmdlet {
  const synopsis: LocalisedText = enabled
    ? { en: 'Lets an inbox rule run again.', fr: 'Remet en service une règle de boîte de réception.' }
    : { en: 'Keeps an inbox rule from running.', fr: 'Met hors service une règle de boîte de réception.' };
  return defineCmdlet({
    name: `${verb}-InboxRule`,
    synopsis,
    parameters: [{ ...ruleIdentity, mandatory: true }, ruleMailbox, domainControllerParameter],
    supportsShouldProcess: true,
    examples: [
      {
        command: `${verb}-InboxRule Invoices -Mailbox alice`,
        explanation: { en: 'It stays in the list.', fr: 'Elle reste dans la liste.' },
      },
    ],
    roles: ruleRoles,
    async run(context, given) {
      const { services } = context;
      const { mailbox, rule } = requireRule(services, given);
      requireAuthority(context, mailbox);
      const action = {
        en: `${enabled ? 'Enabling' : 'Disabling'} inbox rule "${rule.name}" of the mailbox "${mailbox.name}".`,
        fr: `${enabled ? 'Activation' : 'Désactivation'} de la règle « ${rule.name} » de la boîte aux lettres « ${mailbox.name} ».`,
      };
      if (!context.shouldProcess(action)) return;
      await services.automation.rules.update(rule.guid, { enabled });
      context.changed(`${mailbox.name}\\${rule.name}`, { Enabled: [rule.enabled, enabled] });
    },
  });
}
