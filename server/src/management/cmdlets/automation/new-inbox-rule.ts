import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
import { text } from '../recipients/recipient-parameters.ts';
import { requireRuleFolders } from './require-rule-folders.ts';
import { ruleMailbox, ruleObject, ruleRoles } from './inbox-rule-object.ts';
import { actionsFrom, conditionsFrom, ruleParameters } from './rule-parameters.ts';

export const newInboxRule = defineCmdlet({
  name: 'New-InboxRule',
  synopsis: {
    en: 'Makes an inbox rule of a mailbox.',
    fr: 'Crée une règle de boîte de réception pour une boîte aux lettres.',
  },
  parameters: [
    {
      ...text(
        'Name',
        'A name that no other rule of the mailbox has.',
        'Un nom que ne porte aucune autre règle de la boîte.',
        512,
      ),
      mandatory: true,
      position: 1,
    },
    { ...ruleMailbox, mandatory: true },
    ...ruleParameters,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: "New-InboxRule Invoices -Mailbox alice -SubjectContainsWords invoice -MoveToFolder 'alice:\\Invoices'",
      explanation: { en: 'Files invoices.', fr: 'Classe les factures.' },
    },
  ],
  defaultColumns: ['Name', 'Enabled', 'Priority', 'RuleIdentity'],
  roles: ruleRoles,
  async *run(context, given) {
    const { services } = context;
    const mailbox = requireMailbox(services, given.get<string>('Mailbox') ?? '');
    requireAuthority(context, mailbox);
    const name = given.get<string>('Name') ?? '';
    const actions = actionsFrom(services, given, mailbox, {});
    if (Object.keys(actions).length === 0 && !given.isOn('StopProcessingRules'))
      throw new CmdletError({
        id: 'InboxRuleWithoutAction',
        category: 'InvalidArgument',
        exception: 'InvalidInboxRuleException',
        target: name,
        text: {
          en: `The rule "${name}" does nothing; give it an action such as -MoveToFolder, -MarkAsRead or -ForwardTo.`,
          fr: `La règle « ${name} » ne fait rien ; donnez-lui une action telle que -MoveToFolder, -MarkAsRead ou -ForwardTo.`,
        },
      });
    await requireRuleFolders(services, mailbox, actions);
    const action = {
      en: `Creating inbox rule "${name}" of the mailbox "${mailbox.name}".`,
      fr: `Création de la règle « ${name} » de la boîte aux lettres « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const priority = given.get<number>('Priority');
    const rule = await services.automation.rules.create(mailbox.guid, {
      name,
      conditions: conditionsFrom(services, given, '', {}),
      exceptions: conditionsFrom(services, given, 'ExceptIf', {}),
      actions,
      stopProcessingRules: given.get<boolean>('StopProcessingRules') ?? true,
      ...(priority === undefined ? {} : { priority }),
    });
    context.changed(`${mailbox.name}\\${name}`);
    yield ruleObject(services, mailbox, rule);
  },
});
