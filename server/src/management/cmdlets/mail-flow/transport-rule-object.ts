import type { Language, ManagementObject } from '@relais/management-contract';
import type { TransportRule } from '../../../domain/configuration/transport-rules.ts';
import { directoryTail, organizationDistinguishedName } from '../../directory-names.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { shownConditions } from './transport-rule-conditions.ts';
import { ruleDescription } from './transport-rule-description.ts';

/** A rule as Get-TransportRule shows it. */
export function ruleObject(services: ManagementServices, rule: TransportRule, language: Language): ManagementObject {
  const { conditions, exceptions, actions } = rule;
  const shown = (people: readonly string[]): readonly string[] =>
    people.map((one) => (one.includes('@') ? one : (services.directory.findRecipient(one)?.name ?? one)));
  return {
    Priority: rule.priority,
    State: rule.enabled ? 'Enabled' : 'Disabled',
    Mode: rule.mode,
    Comments: rule.comments,
    Description: ruleDescription(rule, shown, language),
    ...shownConditions(conditions, '', shown),
    ...shownConditions(exceptions, 'ExceptIf', shown),
    DeleteMessage: actions.deleteMessage,
    RejectMessageReasonText: actions.rejectReason ?? '',
    RejectMessageEnhancedStatusCode: actions.rejectReason === null ? '' : actions.rejectStatus,
    SetSCL: actions.scl,
    SetHeaderName: actions.setHeader?.name ?? '',
    SetHeaderValue: actions.setHeader?.value ?? '',
    RemoveHeader: actions.removeHeader ?? '',
    PrependSubject: actions.prependSubject ?? '',
    ApplyHtmlDisclaimerText: actions.disclaimer?.html ?? '',
    ApplyHtmlDisclaimerLocation: actions.disclaimer?.location ?? '',
    ApplyHtmlDisclaimerFallbackAction: actions.disclaimer?.fallback ?? '',
    BlindCopyTo: shown(actions.blindCopyTo),
    RedirectMessageTo: shown(actions.redirectMessageTo),
    StopRuleProcessing: actions.stop,
    ...directoryTail(services, {
      name: rule.name,
      distinguishedName: `CN=${rule.name},CN=TransportVersioned,CN=Rules,CN=Transport Settings,${organizationDistinguishedName(services)}`,
      identity: rule.name,
      guid: rule.guid,
      schemaClass: 'ms-Exch-Transport-Rule',
      objectClass: ['top', 'msExchTransportRule'],
      whenCreated: rule.whenCreated,
      whenChanged: rule.whenChanged,
    }),
  };
}
