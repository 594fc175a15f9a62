import type { ClientSetting, ProtocolSettings } from '../../services/client-settings/client-settings.ts';
import { xmlText } from '../xml-text.ts';

const envelope = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006';
const outlook = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';
const encryptionWords = { SSL: 'SSL', TLS: 'TLS', None: 'None' } as const;

/** The address in a POX request ([MS-OXDSCLI] §2.2.3); `null` when there is none. Only the one element is read: no DTD, no entities of its own. */
export function addressInAutodiscoverRequest(body: string): string | null {
  const text = /<EMailAddress>([^<]*)<\/EMailAddress>/i.exec(body)?.[1]?.trim() ?? '';
  if (text.length < 3 || text.length > 320) return null;
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => plain[name] ?? '');
}

/** Whether the request wants an answer of the kind that Outlook reads; phones with ActiveSync name another ([MS-OXDSCLI] §2.2.3.1.1.2). */
export function wantsOutlookSchema(body: string): boolean {
  const wanted = /<AcceptableResponseSchema>([^<]*)<\/AcceptableResponseSchema>/i.exec(body)?.[1];
  return wanted === undefined || wanted.trim().toLowerCase() === outlook;
}

const plain: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Autodiscover v1: account type email, one Protocol element a published server. `null` when nothing is published. */
export function autodiscoverResponse(address: string, settings: ProtocolSettings): string | null {
  const { imap, pop, smtp } = settings;
  if (smtp === null || (imap === null && pop === null)) return null;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<Autodiscover xmlns="${envelope}">`,
    `  <Response xmlns="${outlook}">`,
    '    <User>',
    `      <DisplayName>${xmlText(address)}</DisplayName>`,
    '    </User>',
    '    <Account>',
    '      <AccountType>email</AccountType>',
    '      <Action>settings</Action>',
    ...(imap === null ? [] : protocol('IMAP', imap, address, [])),
    ...(pop === null ? [] : protocol('POP3', pop, address, [])),
    ...protocol('SMTP', smtp, address, ['<UsePOPAuth>on</UsePOPAuth>', '<SMTPLast>off</SMTPLast>']),
    '    </Account>',
    '  </Response>',
    '</Autodiscover>',
    '',
  ].join('\n');
}

/** 600: the request cannot be read; 601: it wants another kind of answer; 500: no settings for this address ([MS-OXDSCLI] §2.2.4.1.1.1). */
export function autodiscoverError(code: 500 | 600 | 601, message: string, now: Date): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<Autodiscover xmlns="${envelope}">`,
    '  <Response>',
    `    <Error Time="${now.toISOString().slice(11, 23)}" Id="0">`,
    `      <ErrorCode>${code}</ErrorCode>`,
    `      <Message>${xmlText(message)}</Message>`,
    '      <DebugData />',
    '    </Error>',
    '  </Response>',
    '</Autodiscover>',
    '',
  ].join('\n');
}

function protocol(
  type: string,
  { serverName, port, encryption }: ClientSetting,
  loginName: string,
  further: readonly string[],
): readonly string[] {
  const lines = [
    `<Type>${type}</Type>`,
    `<Server>${xmlText(serverName)}</Server>`,
    `<Port>${port}</Port>`,
    '<DomainRequired>off</DomainRequired>',
    `<LoginName>${xmlText(loginName)}</LoginName>`,
    '<SPA>off</SPA>',
    `<SSL>${encryption === 'SSL' ? 'on' : 'off'}</SSL>`,
    `<Encryption>${encryptionWords[encryption]}</Encryption>`,
    '<AuthRequired>on</AuthRequired>',
    ...further,
  ];
  return ['      <Protocol>', ...lines.map((line) => `        ${line}`), '      </Protocol>'];
}
