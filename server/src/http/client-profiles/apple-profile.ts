import { createHash } from 'node:crypto';
import type { ClientSettingsView, ProtocolView } from '../user-api/client-settings-view.ts';
import { xmlText } from '../xml-text.ts';

type PlistValue = string | number | boolean | readonly PlistValue[] | { readonly [key: string]: PlistValue };

/**
 * A configuration profile for iPhone, iPad and Mac (Apple "Configuration Profile Reference", com.apple.mail.managed).
 * Holds the app password that was made for it, or none. The same mailbox gets the same identifiers, so a new download replaces the old profile.
 * `null` without an incoming or an outgoing server.
 */
export function appleProfile(
  view: ClientSettingsView,
  displayName: string,
  organisation: string,
  password?: string,
): string | null {
  const incoming = view.imap.state === 'available' ? view.imap : view.pop;
  const { smtp } = view;
  if (incoming.state !== 'available' || smtp.state !== 'available') return null;
  const identifier = `relais.mail.${createHash('sha256').update(view.emailAddress).digest('hex').slice(0, 16)}`;
  const account: PlistValue = {
    PayloadType: 'com.apple.mail.managed',
    PayloadVersion: 1,
    PayloadIdentifier: `${identifier}.account`,
    PayloadUUID: uuidOf(`${identifier}.account`),
    PayloadDisplayName: organisation,
    EmailAccountType: incoming === view.imap ? 'EmailTypeIMAP' : 'EmailTypePOP',
    EmailAccountName: displayName,
    EmailAccountDescription: organisation,
    EmailAddress: view.emailAddress,
    ...serverKeys('Incoming', incoming, view.userName),
    ...serverKeys('Outgoing', smtp, view.userName),
    OutgoingPasswordSameAsIncomingPassword: true,
    ...(password === undefined ? {} : { IncomingPassword: password, OutgoingPassword: password }),
  };
  return plist({
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadUUID: uuidOf(identifier),
    PayloadDisplayName: `${organisation}: ${view.emailAddress}`,
    PayloadOrganization: organisation,
    PayloadContent: [account],
  });
}

function serverKeys(
  direction: 'Incoming' | 'Outgoing',
  setting: Extract<ProtocolView, { state: 'available' }>,
  userName: string,
): { readonly [key: string]: PlistValue } {
  return {
    [`${direction}MailServerAuthentication`]: 'EmailAuthPassword',
    [`${direction}MailServerHostName`]: setting.serverName,
    [`${direction}MailServerPortNumber`]: setting.port,
    // Apple has one key for both kinds; it finds out by the port whether TLS comes first.
    [`${direction}MailServerUseSSL`]: setting.encryption !== 'None',
    [`${direction}MailServerUsername`]: userName,
  };
}

function plist(value: PlistValue): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    element(value),
    '</plist>',
    '',
  ].join('\n');
}

function element(value: PlistValue): string {
  if (typeof value === 'string') return `<string>${xmlText(value)}</string>`;
  if (typeof value === 'number') return `<integer>${value}</integer>`;
  if (typeof value === 'boolean') return value ? '<true/>' : '<false/>';
  if (isList(value)) return `<array>\n${value.map(element).join('\n')}\n</array>`;
  const pairs = Object.entries(value).map(([key, inner]) => `<key>${xmlText(key)}</key>\n${element(inner)}`);
  return `<dict>\n${pairs.join('\n')}\n</dict>`;
}

function isList(value: PlistValue): value is readonly PlistValue[] {
  return Array.isArray(value);
}

/** A UUID of version 8 (RFC 9562 §5.8) that is always the same for the same name. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  const variant = ((Number.parseInt(hex[16] as string, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`.toUpperCase();
}
