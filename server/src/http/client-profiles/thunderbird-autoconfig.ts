import type { ClientSetting, ProtocolSettings } from '../../services/client-settings/client-settings.ts';
import { xmlText } from '../xml-text.ts';

const socketTypes = { SSL: 'SSL', TLS: 'STARTTLS', None: 'plain' } as const;

/**
 * Thunderbird's autoconfig file (Mozilla "Autoconfiguration" 1.1). The user name is its own placeholder, so nothing of
 * the question comes back. `null` without an incoming or an outgoing server: a half configuration helps nobody.
 */
export function thunderbirdAutoconfig(domain: string, organisation: string, settings: ProtocolSettings): string | null {
  const { imap, pop, smtp } = settings;
  if (smtp === null || (imap === null && pop === null)) return null;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<clientConfig version="1.1">',
    `  <emailProvider id="${xmlText(domain)}">`,
    `    <domain>${xmlText(domain)}</domain>`,
    `    <displayName>${xmlText(organisation)}</displayName>`,
    `    <displayShortName>${xmlText(organisation)}</displayShortName>`,
    ...(imap === null ? [] : server('incomingServer', 'imap', imap)),
    ...(pop === null ? [] : server('incomingServer', 'pop3', pop)),
    ...server('outgoingServer', 'smtp', smtp),
    '  </emailProvider>',
    '</clientConfig>',
    '',
  ].join('\n');
}

function server(element: string, type: string, { serverName, port, encryption }: ClientSetting): readonly string[] {
  return [
    `    <${element} type="${type}">`,
    `      <hostname>${xmlText(serverName)}</hostname>`,
    `      <port>${port}</port>`,
    `      <socketType>${socketTypes[encryption]}</socketType>`,
    '      <authentication>password-cleartext</authentication>',
    '      <username>%EMAILADDRESS%</username>',
    `    </${element}>`,
  ];
}
