import { useMemo } from 'react';
import { useWords } from '../language/words.ts';
import { useRows } from '../server/cmdlets.ts';
import { ObjectDialog, type ObjectSection } from './object-dialog.tsx';

const noDraft = {};

/** Mail flow > Receive connectors > Organization transport settings (reference §4.4): what holds for every connector. */
export function OrganizationTransport(props: {
  readonly section: string | null;
  readonly onSection: (section: string) => void;
  readonly onClose: () => void;
}) {
  const t = useWords();
  const { data } = useRows('Get-TransportConfig');
  const actions = useMemo(
    () => ({
      StampStatus: t('organizationTransport.stampStatus'),
      Quarantine: t('organizationTransport.quarantine'),
      Reject: t('organizationTransport.reject'),
    }),
    [t],
  );
  const [scopes, failures] = useMemo(
    () => [
      { Incoming: t('organizationTransport.filterIncoming'), All: t('organizationTransport.filterAll') },
      { Defer: t('organizationTransport.filterDefer'), Accept: t('organizationTransport.filterAccept') },
    ],
    [t],
  );
  const sections = useMemo<readonly ObjectSection[]>(
    () => [
      {
        id: 'limits',
        label: t('organizationTransport.limits'),
        fields: [
          { name: 'MaxReceiveSize', label: t('organizationTransport.maxReceiveSize'), placeholder: '36MB' },
          { name: 'MaxSendSize', label: t('organizationTransport.maxSendSize'), placeholder: '36MB' },
          { name: 'MaxRecipientEnvelopeLimit', label: t('organizationTransport.maxRecipients'), placeholder: '500' },
        ],
      },
      {
        id: 'senders',
        label: t('organizationTransport.senders'),
        fields: [
          { name: 'SenderAuthenticationEnabled', label: t('organizationTransport.checkSenders') },
          { name: 'SenderAuthenticationTimeout', label: t('organizationTransport.checkTime'), unit: 'seconds' },
          { name: 'InternalSMTPServers', label: t('organizationTransport.internal'), placeholder: '192.0.2.0/24' },
          { name: 'SpfFailAction', label: t('organizationTransport.spfFails'), choices: actions },
          { name: 'DmarcRejectAction', label: t('organizationTransport.dmarcRejects'), choices: actions },
          { name: 'DmarcQuarantineAction', label: t('organizationTransport.dmarcQuarantines'), choices: actions },
          { name: 'IPBlockListProviders', label: t('organizationTransport.blockLists') },
          { name: 'DomainReportAddresses', label: t('organizationTransport.reportAddresses') },
          { name: 'DmarcReportingEnabled', label: t('organizationTransport.sendReports') },
          { name: 'TlsReportingEnabled', label: t('organizationTransport.sendTlsReports') },
        ],
      },
      {
        id: 'filters',
        label: t('organizationTransport.filters'),
        fields: [
          {
            name: 'ContentFilters',
            label: t('organizationTransport.contentFilters'),
            placeholder: 'inet:127.0.0.1:11332',
          },
          { name: 'ContentFilterScope', label: t('organizationTransport.filterScope'), choices: scopes },
          { name: 'ContentFilterFailureAction', label: t('organizationTransport.filterFails'), choices: failures },
          { name: 'ContentFilterTimeout', label: t('organizationTransport.filterTime'), unit: 'seconds' },
        ],
      },
      {
        id: 'forwarding',
        label: t('organizationTransport.forwarding'),
        fields: [
          { name: 'SenderRewritingEnabled', label: t('organizationTransport.rewriting') },
          { name: 'ArcSealingEnabled', label: t('organizationTransport.sealing') },
          { name: 'ArcTrustedSealers', label: t('organizationTransport.sealers'), placeholder: 'lists.example.com' },
        ],
      },
      {
        id: 'dns',
        label: t('organizationTransport.sending'),
        fields: [
          { name: 'DnsServers', label: t('organizationTransport.dnsServers'), placeholder: '192.0.2.53' },
          { name: 'MtaStsEnabled', label: 'MTA-STS' },
          { name: 'SmtpDaneEnabled', label: 'DANE' },
        ],
      },
    ],
    [t, actions, scopes, failures],
  );
  const row = data?.[0];
  return row === undefined ? null : (
    <ObjectDialog
      noun="TransportConfig"
      row={row}
      identity=""
      identityParameter={null}
      title={t('organizationTransport.title')}
      subtitle={t('organizationTransport.subtitle')}
      initial={noDraft}
      offersTrial
      sections={sections}
      section={props.section}
      onSection={props.onSection}
      onClose={props.onClose}
    />
  );
}
