import { Link } from '@fluentui/react-components';
import { ListChange, type ManagementValue, SecureText } from '@relais/management-contract';
import { useMemo } from 'react';
import { type Draft, useDraft } from '../form/draft.ts';
import { changedParameters, type FieldSpec, isInvalid, savedValues } from '../form/field-spec.ts';
import { DescribedFields, describedSpecs } from '../form/described-fields.tsx';
import { Group, ListField, SwitchField, TextField } from '../form/fields.tsx';
import { PropertyDialog } from '../form/property-dialog.tsx';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { sizeText } from '@relais/browser-frame/language/numbers.ts';
import { writtenAmount } from '../language/amount-text.ts';
import { useWords } from '../language/words.ts';
import { Facts } from '../list/details.tsx';
import { useCmdlets, useMay, useMayElsewhere, useRows } from '../server/cmdlets.ts';
import { useRun } from '../server/use-run.ts';
import type { Command } from '../server/command-line.ts';
import { amountOf, dateOf, listOf, textOf } from '../server/rows.ts';
import { mailTipFields, withoutRepeatedTip } from './mail-tip.ts';
import { useDelegation } from './mailbox-delegation.tsx';
import { useFolderPermissions } from './mailbox-folders.tsx';
import { mailFlowFields } from './mail-flow-fields.ts';
import { MailboxRecovery } from './mailbox-recovery.tsx';
import { DeletedItemRetention, LitigationHold, retentionSpecs } from './mailbox-retention.tsx';
import { MailboxSignIn } from './mailbox-sign-in.tsx';
import { useMemberOf } from './member-of.tsx';
import styles from './pages.module.css';
import { usePerson } from './person-sections.tsx';
import { ShownSettings } from './shown-settings.tsx';

const mailboxSpecs: readonly FieldSpec[] = [
  { name: 'DisplayName', kind: 'text' },
  { name: 'Alias', kind: 'text' },
  { name: 'UserPrincipalName', kind: 'text' },
  { name: 'HiddenFromAddressListsEnabled', kind: 'switch' },
  { name: 'IssueWarningQuota', kind: 'size' },
  { name: 'ProhibitSendQuota', kind: 'size' },
  { name: 'ProhibitSendReceiveQuota', kind: 'size' },
];
const accessSpecs: readonly FieldSpec[] = [
  { name: 'ImapEnabled', kind: 'switch' },
  { name: 'PopEnabled', kind: 'switch' },
  { name: 'OWAEnabled', kind: 'switch' },
];

const shortestPassword = 8;

/** Recipients > Mailboxes > Edit (reference §4.5). */
export function MailboxProperties(props: {
  readonly identity: string;
  readonly section: string | null;
  readonly onSection: (section: string) => void;
  readonly onClose: () => void;
}) {
  const t = useWords();
  const may = useMay();
  const mayElsewhere = useMayElsewhere();
  const run = useRun();
  const { identity } = props;
  const mailbox = useRows('Get-Mailbox', { Identity: identity });
  const access = useRows('Get-CASMailbox', { Identity: identity }, { enabled: may('Get-CASMailbox') });
  const statistics = useRows(
    'Get-MailboxStatistics',
    { Identity: identity },
    { enabled: may('Get-MailboxStatistics') },
  );
  const row = useMemo(() => withoutRepeatedTip(mailbox.data?.[0]), [mailbox.data]);
  const [accessRow] = access.data ?? [];
  const [statisticsRow] = statistics.data ?? [];
  const cmdlets = useCmdlets();
  const mailFlowSpecs = useMemo(
    () => describedSpecs(cmdlets?.get('set-mailbox'), [...mailFlowFields(t), ...mailTipFields(t)]),
    [cmdlets, t],
  );
  const delegation = useDelegation(identity, row, 'Set-Mailbox');
  const person = usePerson('User', identity);
  const memberOf = useMemberOf(identity, props.section === 'member-of');
  const folders = useFolderPermissions(identity, props.section === 'folders');
  const draft = useDraft(
    useMemo(
      () => ({
        ...savedValues(row, mailboxSpecs),
        ...savedValues(row, mailFlowSpecs),
        ...savedValues(row, retentionSpecs),
        EmailAddresses: listOf(row, 'EmailAddresses'),
        Password: '',
        Again: '',
      }),
      [row, mailFlowSpecs],
    ),
  );
  const accessDraft = useDraft(useMemo(() => savedValues(accessRow, accessSpecs), [accessRow]));
  const password = draft.text('Password');
  const passwordProblem =
    password !== '' && password.length < shortestPassword
      ? t('mailboxes.passwordShort', { length: shortestPassword })
      : null;
  const againProblem = password === draft.text('Again') ? null : t('mailboxes.passwordDiffers');
  const changes: Record<string, ManagementValue> = {
    ...changedParameters(draft, mailboxSpecs),
    ...changedParameters(draft, mailFlowSpecs),
    ...changedParameters(draft, retentionSpecs),
    ...delegation.changes,
    ...addressChange(draft, listOf(row, 'EmailAddresses')),
    ...(password === '' ? {} : { Password: new SecureText(password) }),
  };
  const accessChanges = changedParameters(accessDraft, accessSpecs);
  const commands: readonly Command[] = [
    { cmdlet: 'Set-Mailbox', parameters: changes },
    { cmdlet: 'Set-CASMailbox', parameters: accessChanges },
  ]
    .filter(({ parameters }) => Object.keys(parameters).length > 0)
    .map(({ cmdlet, parameters }): Command => ({ cmdlet, parameters: { Identity: identity, ...parameters } }))
    .concat(person.commands, memberOf.commands, delegation.commands, folders.commands);

  async function save(): Promise<readonly string[]> {
    const { warnings } = await run(commands);
    draft.reset();
    accessDraft.reset();
    delegation.reset();
    memberOf.reset();
    person.reset();
    folders.reset();
    return warnings;
  }

  const lastLogon = dateOf(statisticsRow, 'LastLogonTime');
  const total = amountOf(statisticsRow, 'TotalItemSize');
  return (
    <PropertyDialog
      title={textOf(row, 'DisplayName') || identity}
      subtitle={t(
        textOf(row, 'RecipientTypeDetails') === 'SharedMailbox' ? 'mailboxes.sharedMailbox' : 'mailboxes.userMailbox',
      )}
      section={props.section}
      onSection={props.onSection}
      isLoading={mailbox.isPending}
      commands={commands}
      moved={[...draft.moved, ...accessDraft.moved, ...delegation.moved, ...person.moved, ...folders.moved]}
      isInvalid={passwordProblem !== null || againProblem !== null || isInvalid(draft, retentionSpecs)}
      onSave={save}
      onClose={props.onClose}
      banner={mailbox.error === null ? undefined : <p role="alert">{mailbox.error.message}</p>}
      sections={[
        {
          id: 'general',
          label: t('form.general'),
          isReadOnly: !may('Set-Mailbox'),
          content: (
            <>
              {person.isShown && person.names}
              <TextField draft={draft} name="DisplayName" label={t('mailboxes.displayName')} />
              <TextField draft={draft} name="Alias" label={t('mailboxes.alias')} />
              <TextField draft={draft} name="UserPrincipalName" label={t('mailboxes.signInName')} />
              <Facts
                facts={[
                  [
                    t('mailboxes.created'),
                    dateOf(row, 'WhenCreated') === null ? '' : dateTimeText(dateOf(row, 'WhenCreated') ?? new Date()),
                  ],
                ]}
              />
              <SwitchField draft={draft} name="HiddenFromAddressListsEnabled" label={t('mailboxes.hidden')} />
              {may('Set-Mailbox', 'Password') && (
                <Group title={t('mailboxes.resetPassword')} hint={t('mailboxes.resetPasswordHint')}>
                  <TextField
                    draft={draft}
                    name="Password"
                    label={t('mailboxes.password')}
                    secret
                    problem={passwordProblem}
                  />
                  <TextField
                    draft={draft}
                    name="Again"
                    label={t('mailboxes.passwordAgain')}
                    secret
                    problem={againProblem}
                  />
                </Group>
              )}
            </>
          ),
        },
        {
          id: 'usage',
          label: t('mailboxes.usage'),
          isReadOnly: !may('Set-Mailbox'),
          content: (
            <>
              <Facts
                facts={[
                  [t('mailboxes.lastLogon'), lastLogon === null ? '' : dateTimeText(lastLogon)],
                  [t('mailboxes.totalSize'), total === null ? textOf(statisticsRow, 'TotalItemSize') : sizeText(total)],
                  [t('mailboxes.items'), textOf(statisticsRow, 'ItemCount')],
                ]}
              />
              <Group title={t('mailboxes.quotas')} hint={t('mailboxes.quotaHint')}>
                <TextField
                  draft={draft}
                  name="IssueWarningQuota"
                  label={t('mailboxes.warnAt')}
                  placeholder={writtenAmount('1.9GB')}
                />
                <TextField
                  draft={draft}
                  name="ProhibitSendQuota"
                  label={t('mailboxes.prohibitSendAt')}
                  placeholder={writtenAmount('2GB')}
                />
                <TextField
                  draft={draft}
                  name="ProhibitSendReceiveQuota"
                  label={t('mailboxes.prohibitAllAt')}
                  placeholder={writtenAmount('2.3GB')}
                />
              </Group>
              <DeletedItemRetention draft={draft} statistics={statisticsRow} />
            </>
          ),
        },
        ...(person.isShown
          ? [
              {
                id: 'contact-information',
                label: t('person.contactInformation'),
                isReadOnly: person.isReadOnly,
                content: person.contactInformation,
              },
              {
                id: 'organization',
                label: t('person.organization'),
                isReadOnly: person.isReadOnly,
                content: person.organization,
              },
            ]
          : []),
        {
          id: 'email-address',
          label: t('mailboxes.emailAddress'),
          isReadOnly: !may('Set-Mailbox'),
          content: (
            <ListField
              draft={draft}
              name="EmailAddresses"
              label={t('mailboxes.emailAddresses')}
              hint={t('mailboxes.emailAddressesHint')}
              addLabel={t('mailboxes.addAddress')}
              placeholder="smtp:name@example.com"
              check={(text) => (/^(?:smtp:)?[^\s@]+@[^\s@]+$/i.test(text) ? null : t('mailboxes.addressWrong'))}
            />
          ),
        },
        ...(may('Get-CASMailbox')
          ? [
              {
                id: 'features',
                label: t('mailboxes.features'),
                isReadOnly: !may('Set-CASMailbox') && !may('Set-Mailbox', 'LitigationHoldEnabled'),
                content: (
                  <>
                    <Group title={t('mailboxes.connectivity')}>
                      <Feature
                        draft={accessDraft}
                        name="OWAEnabled"
                        protocol="Outlook Web App"
                        may={may('Set-CASMailbox', 'OWAEnabled')}
                      />
                      <Feature
                        draft={accessDraft}
                        name="ImapEnabled"
                        protocol="IMAP4"
                        may={may('Set-CASMailbox', 'ImapEnabled')}
                      />
                      <Feature
                        draft={accessDraft}
                        name="PopEnabled"
                        protocol="POP3"
                        may={may('Set-CASMailbox', 'PopEnabled')}
                      />
                    </Group>
                    <LitigationHold draft={draft} row={row} />
                  </>
                ),
              },
            ]
          : []),
        ...(mailFlowSpecs.length > 0
          ? [
              {
                id: 'mail-flow',
                label: t('mailboxes.mailFlow'),
                isReadOnly: !may('Set-Mailbox'),
                content: <DescribedFields draft={draft} cmdlet="Set-Mailbox" fields={mailFlowFields(t)} />,
              },
            ]
          : []),
        ...(may('Get-DistributionGroup')
          ? [
              {
                id: 'member-of',
                label: t('memberOf.title'),
                isReadOnly: !mayElsewhere('Add-DistributionGroupMember'),
                content: memberOf.content,
              },
            ]
          : []),
        ...(may('Set-Mailbox', 'MailTip')
          ? [
              {
                id: 'mail-tip',
                label: t('mailTip.title'),
                content: <DescribedFields draft={draft} cmdlet="Set-Mailbox" fields={mailTipFields(t)} />,
              },
            ]
          : []),
        ...(may('Get-MailboxPermission') || may('Set-Mailbox', 'GrantSendOnBehalfTo')
          ? [
              {
                id: 'delegation',
                label: t('mailboxes.delegation'),
                isReadOnly: !may('Add-MailboxPermission') && !may('Set-Mailbox', 'GrantSendOnBehalfTo'),
                content: delegation.content,
              },
            ]
          : []),
        ...(may('Get-MailboxFolderPermission') && may('Get-MailboxFolderStatistics')
          ? [
              {
                id: 'folders',
                label: t('folderPermissions.title'),
                isReadOnly: !may('Set-MailboxFolderPermission'),
                content: folders.content,
              },
            ]
          : []),
        ...(may('Get-RecoverableItems')
          ? [
              {
                id: 'recover',
                label: t('deletedItems.recover'),
                savesNothing: true,
                content: <MailboxRecovery identity={identity} />,
              },
            ]
          : []),
        ...(may('Get-SecondFactor') || may('Get-AppPassword')
          ? [
              {
                id: 'sign-in',
                label: t('mailboxes.signIn'),
                savesNothing: true,
                content: <MailboxSignIn identity={identity} />,
              },
            ]
          : []),
        ...(may('Get-CASMailbox')
          ? [
              {
                id: 'settings',
                label: t('mailboxes.shownSettings'),
                savesNothing: true,
                content: <ShownSettings identity={identity} />,
              },
            ]
          : []),
      ]}
    />
  );
}

/** `IMAP4: Enabled` and the link that turns it, as Exchange words it. */
function Feature(props: {
  readonly draft: Draft;
  readonly name: string;
  readonly protocol: string;
  readonly may: boolean;
}) {
  const t = useWords();
  const isEnabled = props.draft.isOn(props.name);
  const verb = isEnabled ? t('mailboxes.disable') : t('mailboxes.enable');
  return (
    <div className={styles.feature}>
      <span>{t(isEnabled ? 'mailboxes.featureOn' : 'mailboxes.featureOff', { protocol: props.protocol })}</span>
      {props.may && (
        <Link
          as="button"
          type="button"
          aria-label={`${verb} ${props.protocol}`}
          onClick={() => props.draft.set(props.name, !isEnabled)}
        >
          {verb}
        </Link>
      )}
    </div>
  );
}

/** Only what was added and removed travels, so that a change made meanwhile by another stays. */
function addressChange(draft: Draft, saved: readonly string[]): Record<string, ManagementValue> {
  if (!draft.changed.includes('EmailAddresses')) return {};
  const now = draft.list('EmailAddresses').map((entry) => (entry.includes(':') ? entry : `smtp:${entry}`));
  const added = now.filter((entry) => !saved.includes(entry));
  const removed = saved.filter((entry) => !now.includes(entry));
  return added.length + removed.length === 0 ? {} : { EmailAddresses: new ListChange(added, removed) };
}
