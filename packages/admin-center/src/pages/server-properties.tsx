import { useMemo } from 'react';
import { DescribedFields, describedSpecs } from '../form/described-fields.tsx';
import { useDraft } from '../form/draft.ts';
import { changedParameters, isInvalid, savedValues, withServerRanges } from '../form/field-spec.ts';
import { Group } from '../form/fields.tsx';
import { PropertyDialog, type Section } from '../form/property-dialog.tsx';
import { valueText } from '../language/value-text.ts';
import { useWords } from '../language/words.ts';
import { Facts } from '../list/details.tsx';
import { useCmdlets, useMay, useRows } from '../server/cmdlets.ts';
import { useRun } from '../server/use-run.ts';
import type { Command } from '../server/command-line.ts';
import { dateOf, textOf } from '../server/rows.ts';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { PendingBanner } from './pending-banner.tsx';
import { protocolFields } from './protocol-fields.ts';
import { ProtocolForm } from './protocol-form.tsx';
import { frontendLog, transportLimits, transportLogs } from './transport-fields.ts';
import { useEventLog } from './use-event-log.tsx';

/** Servers > Servers > Edit (reference §4.3). `section` may end in `-more`: "More options" is open. */
export function ServerProperties(props: {
  readonly name: string;
  readonly section: string | null;
  readonly onSection: (section: string) => void;
  readonly onClose: () => void;
}) {
  const t = useWords();
  const may = useMay();
  const run = useRun();
  const cmdlets = useCmdlets();
  const section = (props.section ?? 'general').replace(/-more$/, '');
  const showsMore = props.section?.endsWith('-more') === true;
  const server = useRows('Get-ExchangeServer', { Identity: props.name });
  const imap = useRows('Get-ImapSettings', { Server: props.name }, { enabled: may('Get-ImapSettings') });
  const pop = useRows('Get-PopSettings', { Server: props.name }, { enabled: may('Get-PopSettings') });
  const imapSpecs = useMemo(
    () => withServerRanges(protocolFields('Imap'), cmdlets?.get('set-imapsettings')),
    [cmdlets],
  );
  const popSpecs = useMemo(() => withServerRanges(protocolFields('Pop'), cmdlets?.get('set-popsettings')), [cmdlets]);
  const [imapRow] = imap.data ?? [];
  const [popRow] = pop.data ?? [];
  const imapDraft = useDraft(useMemo(() => savedValues(imapRow, imapSpecs), [imapRow, imapSpecs]));
  const popDraft = useDraft(useMemo(() => savedValues(popRow, popSpecs), [popRow, popSpecs]));
  const [serverRow] = server.data ?? [];
  const transport = useRows('Get-TransportService', { Identity: props.name }, { enabled: may('Get-TransportService') });
  const [transportRow] = transport.data ?? [];
  const limits = transportLimits(t);
  const logs = transportLogs(t);
  const transportSpecs = useMemo(
    () =>
      describedSpecs(
        cmdlets?.get('set-transportservice'),
        [...transportLimits(t), ...transportLogs(t)].flatMap(({ fields }) => fields),
      ),
    [cmdlets, t],
  );
  const transportDraft = useDraft(
    useMemo(() => savedValues(transportRow, transportSpecs), [transportRow, transportSpecs]),
  );
  const frontend = useRows(
    'Get-FrontendTransportService',
    { Identity: props.name },
    { enabled: may('Get-FrontendTransportService') },
  );
  const [frontendRow] = frontend.data ?? [];
  const frontendSpecs = useMemo(
    () => describedSpecs(cmdlets?.get('set-frontendtransportservice'), frontendLog(t).fields),
    [cmdlets, t],
  );
  const frontendDraft = useDraft(useMemo(() => savedValues(frontendRow, frontendSpecs), [frontendRow, frontendSpecs]));
  const eventLog = useEventLog();
  const mayTransport = may('Set-TransportService');
  const mayFrontend = may('Set-FrontendTransportService');

  const serverCommands: readonly Command[] = (
    [
      ['Set-PopSettings', 'Server', changedParameters(popDraft, popSpecs)],
      ['Set-ImapSettings', 'Server', changedParameters(imapDraft, imapSpecs)],
      ['Set-TransportService', 'Identity', changedParameters(transportDraft, transportSpecs)],
      ['Set-FrontendTransportService', 'Identity', changedParameters(frontendDraft, frontendSpecs)],
    ] as const
  )
    .filter(([, , changes]) => Object.keys(changes).length > 0)
    .map(([cmdlet, name, changes]) => ({ cmdlet, parameters: { [name]: props.name, ...changes } }));
  const commands = [...serverCommands, ...eventLog.commands];

  async function save(): Promise<readonly string[]> {
    const { warnings } = await run(commands);
    imapDraft.reset();
    popDraft.reset();
    transportDraft.reset();
    frontendDraft.reset();
    eventLog.reset();
    return warnings;
  }

  const protocolSection = (protocol: 'Imap' | 'Pop'): Section => ({
    id: protocol === 'Imap' ? 'imap4' : 'pop3',
    label: protocol === 'Imap' ? 'IMAP4' : 'POP3',
    isReadOnly: !may(`Set-${protocol}Settings`),
    content: (
      <ProtocolForm
        protocol={protocol}
        draft={protocol === 'Imap' ? imapDraft : popDraft}
        specs={protocol === 'Imap' ? imapSpecs : popSpecs}
        showsMore={showsMore || !may(`Set-${protocol}Settings`)}
        onShowMore={(open) => props.onSection(`${protocol === 'Imap' ? 'imap4' : 'pop3'}${open ? '-more' : ''}`)}
      />
    ),
  });

  return (
    <PropertyDialog
      title={props.name}
      subtitle={t('servers.properties')}
      section={section}
      onSection={props.onSection}
      isLoading={
        (section === 'imap4' && imap.isPending) ||
        (section === 'pop3' && pop.isPending) ||
        (section.startsWith('transport') && transport.isPending) ||
        (section === 'event-log' && eventLog.isPending)
      }
      sections={[
        {
          id: 'general',
          label: t('form.general'),
          isReadOnly: true,
          content: (
            <Facts
              facts={[
                [t('servers.name'), textOf(serverRow, 'Name') || props.name],
                [t('servers.fqdn'), textOf(serverRow, 'Fqdn', 'FQDN')],
                [t('servers.roles'), valueText(serverRow, 'ServerRole', t)],
                [t('servers.version'), textOf(serverRow, 'AdminDisplayVersion')],
                [t('servers.edition'), textOf(serverRow, 'Edition')],
                [
                  t('servers.created'),
                  dateOf(serverRow, 'WhenCreated') === null
                    ? ''
                    : dateTimeText(dateOf(serverRow, 'WhenCreated') ?? new Date()),
                ],
              ]}
            />
          ),
        },
        ...(may('Get-PopSettings') ? [protocolSection('Pop')] : []),
        ...(may('Get-ImapSettings') ? [protocolSection('Imap')] : []),
        ...(may('Get-TransportService')
          ? (
              [
                ['transport-limits', t('transport.limits'), limits],
                ['transport-logs', t('transport.logs'), logs],
              ] as const
            ).map(([id, label, groups]) => ({
              id,
              label,
              isReadOnly: !mayTransport,
              content: (
                <>
                  {groups.map(({ title, fields }) => (
                    <Group key={title} title={title}>
                      {mayTransport ? (
                        <DescribedFields draft={transportDraft} cmdlet="Set-TransportService" fields={fields} />
                      ) : (
                        <Facts facts={fields.map(({ name, label = name }) => [label, textOf(transportRow, name)])} />
                      )}
                    </Group>
                  ))}
                  {id === 'transport-logs' && may('Get-FrontendTransportService') && (
                    <Group title={frontendLog(t).title} hint={t('transport.frontendHint')}>
                      {mayFrontend ? (
                        <DescribedFields
                          draft={frontendDraft}
                          cmdlet="Set-FrontendTransportService"
                          fields={frontendLog(t).fields}
                        />
                      ) : (
                        <Facts
                          facts={frontendLog(t).fields.map(({ name, label = name }) => [
                            label,
                            textOf(frontendRow, name),
                          ])}
                        />
                      )}
                    </Group>
                  )}
                </>
              ),
            }))
          : []),
        ...(eventLog.section === null ? [] : [eventLog.section]),
      ]}
      commands={commands}
      moved={[imapDraft, popDraft, transportDraft, frontendDraft, eventLog].flatMap(({ moved }) => moved)}
      offersTrial
      isInvalid={
        isInvalid(imapDraft, imapSpecs) ||
        isInvalid(popDraft, popSpecs) ||
        isInvalid(transportDraft, transportSpecs) ||
        isInvalid(frontendDraft, frontendSpecs) ||
        eventLog.isInvalid
      }
      onSave={save}
      onClose={props.onClose}
      banner={
        <>
          {section === 'imap4' && <PendingBanner service="MSExchangeImap4" />}
          {section === 'pop3' && <PendingBanner service="MSExchangePop3" />}
          {section.startsWith('transport') && <PendingBanner service="MSExchangeTransport" />}
          {section === 'transport-logs' && <PendingBanner service="MSExchangeFrontEndTransport" />}
          {(section === 'imap4' || section === 'pop3') && <PendingBanner service="W3SVC" />}
        </>
      }
    />
  );
}
