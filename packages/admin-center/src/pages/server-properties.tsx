import { useMemo } from 'react';
import { useDraft } from '../form/draft.ts';
import { changedParameters, isInvalid, savedValues, withServerRanges } from '../form/field-spec.ts';
import { PropertyDialog, type Section } from '../form/property-dialog.tsx';
import { useWords } from '../language/words.ts';
import { Facts } from '../list/details.tsx';
import { useCmdlets, useMay, useRows, useRun } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import { dateOf, textOf } from '../server/rows.ts';
import { dateTimeText } from '../language/numbers.ts';
import { PendingBanner } from './pending-banner.tsx';
import { protocolFields } from './protocol-fields.ts';
import { ProtocolForm } from './protocol-form.tsx';

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
  const [section = 'general', more] = (props.section ?? 'general').split('-');
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
  const showsMore = more === 'more';
  const [serverRow] = server.data ?? [];

  const commands: readonly Command[] = [
    { cmdlet: 'Set-PopSettings', parameters: changedParameters(popDraft, popSpecs) },
    { cmdlet: 'Set-ImapSettings', parameters: changedParameters(imapDraft, imapSpecs) },
  ]
    .filter(({ parameters }) => Object.keys(parameters).length > 0)
    .map(({ cmdlet, parameters }) => ({ cmdlet, parameters: { Server: props.name, ...parameters } }));

  async function save(): Promise<readonly string[]> {
    const { warnings } = await run(commands);
    imapDraft.reset();
    popDraft.reset();
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
      isLoading={(section === 'imap4' && imap.isPending) || (section === 'pop3' && pop.isPending)}
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
                [t('servers.roles'), textOf(serverRow, 'ServerRole')],
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
      ]}
      commands={commands}
      isInvalid={isInvalid(imapDraft, imapSpecs) || isInvalid(popDraft, popSpecs)}
      onSave={save}
      onClose={props.onClose}
      banner={
        <>
          {section === 'imap4' && <PendingBanner service="MSExchangeImap4" />}
          {section === 'pop3' && <PendingBanner service="MSExchangePop3" />}
          {section !== 'general' && <PendingBanner service="W3SVC" />}
        </>
      }
    />
  );
}
