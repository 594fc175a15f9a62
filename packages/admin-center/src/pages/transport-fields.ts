import type { DescribedField } from '../form/described-fields.tsx';
import type { Words } from '../language/words.ts';

export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly DescribedField[];
}

/** Servers > Edit > Transport limits (reference §4.3). */
export function transportLimits(t: Words): readonly FieldGroup[] {
  return [
    {
      title: t('transport.retries'),
      fields: [
        { name: 'OutboundConnectionFailureRetryInterval', label: t('transport.outboundRetry'), unit: 'seconds' },
        { name: 'TransientFailureRetryInterval', label: t('transport.transientRetry'), unit: 'minutes' },
        { name: 'TransientFailureRetryCount', label: t('transport.transientCount') },
        { name: 'MessageRetryInterval', label: t('transport.messageRetry'), unit: 'minutes' },
      ],
    },
    {
      title: t('transport.notifications'),
      fields: [{ name: 'DelayNotificationTimeout', label: t('transport.delay'), unit: 'hours' }],
    },
    {
      title: t('transport.expiration'),
      fields: [{ name: 'MessageExpirationTimeout', label: t('transport.expirationDays'), unit: 'days' }],
    },
    {
      title: t('transport.outbound'),
      fields: [
        { name: 'MaxOutboundConnections', label: t('transport.maxOutbound') },
        { name: 'MaxPerDomainOutboundConnections', label: t('transport.maxPerDomain') },
      ],
    },
    {
      title: t('transport.inbound'),
      fields: [{ name: 'MaxConnectionRatePerMinute', label: t('transport.maxRate') }],
    },
  ];
}

/** Servers > Edit > Transport logs (reference §4.3). */
export function transportLogs(t: Words): readonly FieldGroup[] {
  return [
    {
      title: t('transport.tracking'),
      fields: [
        { name: 'MessageTrackingLogEnabled', label: t('transport.trackingOn') },
        { name: 'MessageTrackingLogSubjectLoggingEnabled', label: t('transport.trackingSubjects') },
        { name: 'MessageTrackingLogMaxAge', label: t('transport.maxAge'), unit: 'days' },
      ],
    },
    {
      title: t('transport.connectivity'),
      fields: [
        { name: 'ConnectivityLogEnabled', label: t('transport.connectivityOn') },
        { name: 'ConnectivityLogPath', label: t('transport.connectivityPath') },
        { name: 'ConnectivityLogMaxAge', label: t('transport.maxAge'), unit: 'days' },
        { name: 'ConnectivityLogMaxDirectorySize', label: t('transport.maxDirectory') },
        { name: 'ConnectivityLogMaxFileSize', label: t('transport.maxFile') },
      ],
    },
    {
      title: t('transport.protocolLog'),
      fields: [
        { name: 'SendProtocolLogPath', label: t('transport.sendPath') },
        { name: 'SendProtocolLogMaxAge', label: t('transport.sendAge'), unit: 'days' },
        { name: 'SendProtocolLogMaxDirectorySize', label: t('transport.maxDirectory') },
        { name: 'SendProtocolLogMaxFileSize', label: t('transport.maxFile') },
        { name: 'ReceiveProtocolLogPath', label: t('transport.receivePath') },
        { name: 'ReceiveProtocolLogMaxAge', label: t('transport.receiveAge'), unit: 'days' },
        { name: 'ReceiveProtocolLogMaxDirectorySize', label: t('transport.maxDirectory') },
        { name: 'ReceiveProtocolLogMaxFileSize', label: t('transport.maxFile') },
      ],
    },
  ];
}

/** The log of the connectors of the Front End Transport service, which clients and other servers meet. */
export function frontendLog(t: Words): FieldGroup {
  return {
    title: t('transport.frontend'),
    fields: [
      { name: 'ReceiveProtocolLogPath', label: t('transport.receivePath') },
      { name: 'ReceiveProtocolLogMaxAge', label: t('transport.receiveAge'), unit: 'days' },
      { name: 'ReceiveProtocolLogMaxDirectorySize', label: t('transport.maxDirectory') },
      { name: 'ReceiveProtocolLogMaxFileSize', label: t('transport.maxFile') },
    ],
  };
}
