import { Badge } from '@fluentui/react-components';
import type { ManagementObject } from '@relais/management-contract';
import { useMemo } from 'react';
import { valueText } from '../language/value-text.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { useMay } from '../server/cmdlets.ts';
import { isOn, listOf, textOf } from '../server/rows.ts';
import { ObjectPage } from './object-page.tsx';
import { NewSendConnector } from './new-send-connector.tsx';
import { SendConnectorTest } from './send-connector-test.tsx';
import { usePlace } from './use-place.ts';
import { newItem } from '../frame/path.ts';

const keyOf = (row: ManagementObject): string => textOf(row, 'Name');

/** Mail flow > Send connectors: by which way mail leaves. */
export function SendConnectors() {
  const t = useWords();
  const may = useMay();
  const place = usePlace('mail-flow', 'send-connectors');
  const stateText = (row: ManagementObject): string => (isOn(row, 'Enabled') ? t('enabled') : t('disabled'));
  const routeText = (row: ManagementObject): string =>
    isOn(row, 'DNSRoutingEnabled') ? t('sendConnectors.byDns') : listOf(row, 'SmartHosts').join(', ');
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      { id: 'name', label: t('connectors.name'), value: keyOf, width: 'minmax(180px, 1.6fr)' },
      {
        id: 'status',
        label: t('connectors.status'),
        value: stateText,
        draw: (row) => (
          <Badge appearance="tint" color={isOn(row, 'Enabled') ? 'success' : 'subtle'}>
            {stateText(row)}
          </Badge>
        ),
        width: 'minmax(100px, 0.7fr)',
      },
      {
        id: 'spaces',
        label: t('sendConnectors.addressSpaces'),
        value: (row) => listOf(row, 'AddressSpaces').join(', '),
        width: 'minmax(140px, 1.2fr)',
        wideOnly: true,
      },
      {
        id: 'route',
        label: t('sendConnectors.route'),
        value: routeText,
        width: 'minmax(140px, 1.2fr)',
        wideOnly: true,
      },
    ],
    [t],
  );
  return (
    <>
      <ObjectPage
        area="mail-flow"
        tab="send-connectors"
        name={t('tabs.sendConnectors')}
        noun="SendConnector"
        keyOf={keyOf}
        subtitleOf={routeText}
        bulkFields={[
          { name: 'Enabled', label: t('connectors.enabled') },
          { name: 'MaxMessageSize', label: t('organizationTransport.maxSendSize'), placeholder: '36MB' },
          { name: 'ProtocolLoggingLevel', label: t('connectors.logging') },
        ]}
        columns={columns}
        subtitle={t('sendConnectors.properties')}
        facts={(row) => [
          [t('connectors.status'), stateText(row)],
          [t('sendConnectors.addressSpaces'), listOf(row, 'AddressSpaces').join(', ')],
          [t('sendConnectors.route'), routeText(row)],
          [t('organizationTransport.maxSendSize'), valueText(row, 'MaxMessageSize', t)],
          [t('connectors.comment'), textOf(row, 'Comment')],
        ]}
        empty={t('sendConnectors.none')}
        onNew={() => place.open(newItem)}
        removeTitle={t('sendConnectors.removeTitle')}
        removeText={(names) => t('sendConnectors.removeText', { names })}
        sections={[
          {
            id: 'general',
            label: t('form.general'),
            fields: [
              { name: 'Name', label: t('connectors.name') },
              { name: 'Enabled', label: t('connectors.enabled') },
              { name: 'Comment', label: t('connectors.comment'), multiline: true },
              { name: 'MaxMessageSize', label: t('organizationTransport.maxSendSize'), placeholder: '35MB' },
              { name: 'ProtocolLoggingLevel', label: t('connectors.logging') },
            ],
          },
          {
            id: 'delivery',
            label: t('sendConnectors.delivery'),
            fields: [
              { name: 'DNSRoutingEnabled', label: t('sendConnectors.byDns') },
              { name: 'SmartHosts', label: t('sendConnectors.smartHosts'), placeholder: 'relay.example.com' },
              { name: 'SmartHostAuthMechanism', label: t('sendConnectors.smartHostAuth') },
              {
                name: 'AuthenticationCredential',
                label: t('sendConnectors.user'),
                hint: t('sendConnectors.signInHint'),
              },
              { name: 'Port', label: t('clientAccess.port') },
              { name: 'RequireTLS', label: t('sendConnectors.requireTls') },
              { name: 'TlsAuthLevel', label: t('sendConnectors.tlsLevel') },
              { name: 'TlsDomain', label: t('sendConnectors.tlsDomain') },
              { name: 'IgnoreSTARTTLS', label: t('sendConnectors.ignoreTls') },
              { name: 'ForceHELO', label: t('sendConnectors.forceHelo') },
              { name: 'ConnectionInactivityTimeOut', label: t('sendConnectors.inactivity') },
              { name: 'SmtpMaxMessagesPerConnection', label: t('sendConnectors.perConnection') },
            ],
          },
          {
            id: 'scoping',
            label: t('connectors.scoping'),
            fields: [
              { name: 'AddressSpaces', label: t('sendConnectors.addressSpaces'), placeholder: 'SMTP:*;1' },
              { name: 'Fqdn', label: t('connectors.fqdn') },
              { name: 'SourceIPAddress', label: t('sendConnectors.sourceAddress') },
            ],
          },
          ...(may('Test-SendConnector')
            ? [
                {
                  id: 'test',
                  label: t('sendConnectors.testTitle'),
                  fields: [],
                  below: (row: ManagementObject | undefined) =>
                    row === undefined ? null : <SendConnectorTest connector={row} />,
                },
              ]
            : []),
        ]}
      />
      {place.item === newItem && may('New-SendConnector') && <NewSendConnector onClose={place.close} />}
    </>
  );
}
