import { Badge } from '@fluentui/react-components';
import { PauseRegular, PlayRegular } from '@fluentui/react-icons';
import { numberText } from '@relais/browser-frame/language/numbers.ts';
import type { ManagementObject } from '@relais/management-contract';
import { useMemo } from 'react';
import type { DescribedField } from '../form/described-fields.tsx';
import { useWords, type Words } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { useMay } from '../server/cmdlets.ts';
import { amountOf, isOn, listOf, textOf } from '../server/rows.ts';
import { DoingBanner } from './doing-banner.tsx';
import type { ObjectSection } from './object-dialog.tsx';
import { ObjectPage } from './object-page.tsx';
import { useDoing } from './use-doing.ts';

const keyOf = (row: ManagementObject): string => textOf(row, 'Name');
const initial = { Mode: 'Enforce' };

/** What a rule asks or does of this, nothing where it does not. */
function factText(row: ManagementObject, { name, choices }: DescribedField, t: Words): string {
  if (isOn(row, name)) return t('yes');
  const text = listOf(row, name).join(', ');
  return text === 'false' ? '' : (choices?.[text] ?? text);
}

/** Exchange's list: -1 to pass the filter by, 0 to 9, nothing to leave it as it is. */
function confidenceLevels(t: Words): Readonly<Record<string, string>> {
  const levels = Array.from({ length: 10 }, (_, level) => [String(level), numberText(level)] as const);
  return Object.fromEntries([['-1', t('rules.bypass')], ...levels]);
}

/** Mail flow > Rules: what happens to every message that fits, in their order. */
export function TransportRules() {
  const t = useWords();
  const may = useMay();
  const doing = useDoing();
  const modes = useMemo(
    () => ({ Enforce: t('rules.enforce'), Audit: t('rules.audit'), AuditAndNotify: t('rules.auditAndNotify') }),
    [t],
  );
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      {
        id: 'priority',
        label: t('rules.priority'),
        value: (row) => amountOf(row, 'Priority') ?? 0,
        draw: (row) => numberText(amountOf(row, 'Priority') ?? 0),
        width: '80px',
      },
      { id: 'name', label: t('servers.name'), value: keyOf, width: 'minmax(140px, 1.4fr)' },
      {
        id: 'state',
        label: t('rules.state'),
        value: (row) => t(textOf(row, 'State') === 'Enabled' ? 'enabled' : 'disabled'),
        draw: (row) => (
          <Badge appearance="tint" color={textOf(row, 'State') === 'Enabled' ? 'success' : 'subtle'}>
            {t(textOf(row, 'State') === 'Enabled' ? 'enabled' : 'disabled')}
          </Badge>
        ),
        width: 'minmax(100px, 0.7fr)',
      },
      {
        id: 'mode',
        label: t('rules.mode'),
        value: (row) => modes[textOf(row, 'Mode') as keyof typeof modes] ?? textOf(row, 'Mode'),
        width: 'minmax(130px, 1fr)',
        wideOnly: true,
      },
    ],
    [t, modes],
  );
  const [conditions, exceptions, actions] = useMemo(() => {
    const scopes = { InOrganization: t('rules.inside'), NotInOrganization: t('rules.outside') };
    const types = {
      OOF: t('rules.automaticReply'),
      AutoForward: t('rules.automaticForward'),
      Encrypted: t('rules.encrypted'),
      Calendaring: t('rules.calendaring'),
      Signed: t('rules.signed'),
      ReadReceipt: t('rules.readReceipt'),
    };
    const asked = (prefix: '' | 'ExceptIf'): readonly DescribedField[] => [
      { name: `${prefix}From`, label: t('rules.from') },
      { name: `${prefix}FromScope`, label: t('rules.fromScope'), choices: scopes },
      { name: `${prefix}FromMemberOf`, label: t('rules.fromMember') },
      { name: `${prefix}FromAddressContainsWords`, label: t('rules.fromWords') },
      { name: `${prefix}FromAddressMatchesPatterns`, label: t('rules.fromPatterns') },
      { name: `${prefix}SenderDomainIs`, label: t('rules.senderDomain') },
      { name: `${prefix}SentTo`, label: t('rules.sentTo') },
      { name: `${prefix}SentToScope`, label: t('rules.sentToScope'), choices: scopes },
      { name: `${prefix}SentToMemberOf`, label: t('rules.sentToMember') },
      { name: `${prefix}RecipientAddressContainsWords`, label: t('rules.recipientWords') },
      { name: `${prefix}RecipientAddressMatchesPatterns`, label: t('rules.recipientPatterns') },
      { name: `${prefix}AnyOfRecipientAddressContainsWords`, label: t('rules.anyWords') },
      { name: `${prefix}AnyOfRecipientAddressMatchesPatterns`, label: t('rules.anyPatterns') },
      { name: `${prefix}RecipientDomainIs`, label: t('rules.recipientDomain') },
      { name: `${prefix}SubjectContainsWords`, label: t('rules.subjectWords') },
      { name: `${prefix}SubjectMatchesPatterns`, label: t('rules.subjectPatterns') },
      { name: `${prefix}SubjectOrBodyContainsWords`, label: t('rules.textWords') },
      { name: `${prefix}SubjectOrBodyMatchesPatterns`, label: t('rules.textPatterns') },
      { name: `${prefix}HeaderContainsMessageHeader`, label: t('rules.header'), placeholder: 'X-Mailer' },
      { name: `${prefix}HeaderContainsWords`, label: t('rules.headerWords') },
      { name: `${prefix}HeaderMatchesMessageHeader`, label: t('rules.patternHeader'), placeholder: 'X-Mailer' },
      { name: `${prefix}HeaderMatchesPatterns`, label: t('rules.headerPatterns') },
      { name: `${prefix}AttachmentNameMatchesPatterns`, label: t('rules.attachmentName') },
      { name: `${prefix}AttachmentExtensionMatchesWords`, label: t('rules.attachmentExtension'), placeholder: 'exe' },
      { name: `${prefix}AttachmentSizeOver`, label: t('rules.attachmentSize'), placeholder: '10 MB' },
      { name: `${prefix}AttachmentHasExecutableContent`, label: t('rules.executable') },
      { name: `${prefix}AttachmentIsPasswordProtected`, label: t('rules.locked') },
      { name: `${prefix}AttachmentIsUnsupported`, label: t('rules.unsupported') },
      { name: `${prefix}AttachmentProcessingLimitExceeded`, label: t('rules.overLimit') },
      { name: `${prefix}MessageTypeMatches`, label: t('rules.messageType'), choices: types },
      { name: `${prefix}MessageSizeOver`, label: t('rules.messageSize'), placeholder: '10 MB' },
    ];
    const then: readonly DescribedField[] = [
      { name: 'RejectMessageReasonText', label: t('rules.reject') },
      { name: 'RejectMessageEnhancedStatusCode', label: t('rules.rejectStatus'), placeholder: '5.7.1' },
      { name: 'DeleteMessage', label: t('rules.remove') },
      { name: 'RedirectMessageTo', label: t('rules.redirect') },
      { name: 'BlindCopyTo', label: t('rules.blindCopy') },
      { name: 'PrependSubject', label: t('rules.prepend'), placeholder: '[EXTERNAL] ' },
      { name: 'ApplyHtmlDisclaimerText', label: t('rules.disclaimer'), multiline: true },
      {
        name: 'ApplyHtmlDisclaimerLocation',
        label: t('rules.disclaimerLocation'),
        choices: { Append: t('rules.append'), Prepend: t('rules.prepended') },
      },
      {
        name: 'ApplyHtmlDisclaimerFallbackAction',
        label: t('rules.disclaimerFallback'),
        choices: { Wrap: t('rules.wrap'), Ignore: t('rules.ignore'), Reject: t('rules.rejectIt') },
      },
      { name: 'SetSCL', label: t('rules.scl'), choices: confidenceLevels(t) },
      { name: 'SetHeaderName', label: t('rules.setHeader'), placeholder: 'X-Rule' },
      { name: 'SetHeaderValue', label: t('rules.setValue') },
      { name: 'RemoveHeader', label: t('rules.removeHeader'), placeholder: 'X-Mailer' },
      { name: 'StopRuleProcessing', label: t('rules.stop') },
    ];
    return [asked(''), asked('ExceptIf'), then];
  }, [t]);
  const sections = (name: DescribedField): readonly ObjectSection[] => [
    {
      id: 'general',
      label: t('form.general'),
      fields: [
        name,
        { name: 'Mode', label: t('rules.mode'), choices: modes },
        { name: 'Priority', label: t('rules.priority') },
        { name: 'Comments', label: t('connectors.comment'), multiline: true },
      ],
    },
    { id: 'conditions', label: t('rules.conditions'), fields: conditions },
    { id: 'actions', label: t('rules.actions'), fields: actions },
    { id: 'exceptions', label: t('rules.exceptions'), fields: exceptions },
  ];
  return (
    <ObjectPage
      area="mail-flow"
      tab="rules"
      name={t('tabs.rules')}
      noun="TransportRule"
      keyOf={keyOf}
      columns={columns}
      initialSorting={{ column: 'priority', descending: false }}
      facts={(row) =>
        [
          { label: t('connectors.comment'), name: 'Comments' },
          ...conditions,
          ...actions,
          ...exceptions.map((field) => ({
            ...field,
            label: `${t('rules.exceptions')} – ${field.label ?? field.name}`,
          })),
        ].map((field) => [field.label ?? field.name, factText(row, field, t)] as const)
      }
      sections={sections({ name: 'Name', label: t('servers.name') })}
      newSections={sections({ name: 'Name', label: t('servers.name'), required: true })}
      initial={initial}
      bulkFields={[{ name: 'Mode', label: t('rules.mode'), choices: modes }]}
      above={<DoingBanner doing={doing} />}
      empty={t('rules.none')}
      subtitle={t('rules.one')}
      newTitle={t('rules.new')}
      removeTitle={t('rules.removeTitle')}
      actions={(rows) =>
        (
          [
            ['Enable', t('rules.enable'), <PlayRegular />],
            ['Disable', t('rules.disable'), <PauseRegular />],
          ] as const
        )
          .filter(([verb]) => may(`${verb}-TransportRule`))
          .map(([verb, label, icon]) => ({
            id: verb,
            label,
            icon,
            disabled: !rows.some((row) => textOf(row, 'State') !== `${verb}d`),
            run: () =>
              void doing.go(
                rows.map((row) => ({ cmdlet: `${verb}-TransportRule`, parameters: { Identity: keyOf(row) } })),
              ),
          }))
      }
    />
  );
}
