import {
  ByteSize,
  type ManagementObject,
  type ManagementValue,
  type ParameterDescription,
} from '@relais/management-contract';
import type { InboxRule, RuleConditions } from '../../../domain/automation/inbox-rule.ts';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
import { conditionParameters } from './rule-parameters.ts';

export const ruleMailbox: ParameterDescription = {
  name: 'Mailbox',
  type: { kind: 'identity', of: 'Mailbox' },
  help: { en: 'Whose rule it is.', fr: 'À qui est la règle.' },
};

export const ruleIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'string', maxLength: 600 },
  position: 1,
  pipeline: 'both',
  help: {
    en: 'The rule: its name or number with -Mailbox, or mailbox\\name.',
    fr: 'La règle : son nom ou son numéro avec -Mailbox, ou boîte\\nom.',
  },
};

export const ruleRoles: readonly string[] = ['Mail Recipients', 'User Options'];

function ruleIdentityText(mailbox: Mailbox, rule: InboxRule): string {
  return `${mailbox.alias}\\${rule.guid}`;
}

/** The rule that -Identity and -Mailbox mean. @throws CmdletError ManagementObjectNotFound */
export function requireRule(
  services: ManagementServices,
  given: BoundParameters,
): { readonly mailbox: Mailbox; readonly rule: InboxRule } {
  const identity = given.get<string>('Identity') ?? '';
  const backslash = identity.lastIndexOf('\\');
  const named = given.get<string>('Mailbox') ?? (backslash > 0 ? identity.slice(0, backslash) : undefined);
  if (named === undefined) throw objectNotFound(identity, services.server.fqdn);
  const mailbox = requireMailbox(services, named);
  const wanted = identity.slice(backslash + 1).toLowerCase();
  const rules = services.automation.rules.list(mailbox.guid);
  const rule =
    rules.find(({ guid }) => guid === wanted) ??
    rules.find(({ name }) => name.toLowerCase() === wanted || name.toLowerCase() === identity.toLowerCase()) ??
    rules.find(({ priority }) => String(priority) === wanted);
  if (rule === undefined) throw objectNotFound(identity, services.server.fqdn);
  return { mailbox, rule };
}

/** As Get-InboxRule prints it. */
export function ruleObject(services: ManagementServices, mailbox: Mailbox, rule: InboxRule): ManagementObject {
  const { actions } = rule;
  const path = (name: string | undefined): ManagementValue =>
    name === undefined ? null : `${mailbox.alias}:\\${name.replaceAll('/', '\\')}`;
  return {
    Enabled: rule.enabled,
    Identity: ruleIdentityText(mailbox, rule),
    Name: rule.name,
    Priority: rule.priority,
    RuleIdentity: rule.guid,
    MailboxOwnerId: mailbox.name,
    ...printed(services, '', rule.conditions),
    ...printed(services, 'ExceptIf', rule.exceptions),
    ApplyCategory: actions.applyCategory ?? [],
    CopyToFolder: path(actions.copyToFolder),
    DeleteMessage: actions.deleteMessage ?? false,
    ForwardAsAttachmentTo: actions.forwardAsAttachmentTo ?? [],
    ForwardTo: actions.forwardTo ?? [],
    MarkAsRead: actions.markAsRead ?? false,
    MarkImportance: actions.markImportance ?? null,
    MoveToFolder: path(actions.moveToFolder),
    RedirectTo: actions.redirectTo ?? [],
    StopProcessingRules: rule.stopProcessingRules,
    IsValid: true,
  };
}

function printed(
  { directory }: ManagementServices,
  prefix: '' | 'ExceptIf',
  conditions: RuleConditions,
): Record<string, ManagementValue> {
  return Object.fromEntries(
    conditionParameters.map(({ name, property, kind }) => {
      const value = conditions[property];
      const shown = (): ManagementValue => {
        if (value === undefined) return kind === 'boolean' ? false : kind === 'people' || kind === 'words' ? [] : null;
        if (kind === 'people')
          return (value as readonly string[]).map((one) => directory.findRecipient(one)?.name ?? one);
        if (kind === 'size') return new ByteSize(value as number);
        return kind === 'date' ? new Date(value as number) : (value as ManagementValue);
      };
      return [`${prefix}${name}`, shown()];
    }),
  );
}
