import type { ClientSettings } from '../server/user-api.ts';

/** RFC 6186 §3 and RFC 8314 §5.1: a name with TLS from the first byte, and one with STARTTLS. */
const services = {
  imap: { SSL: '_imaps', TLS: '_imap' },
  pop: { SSL: '_pop3s', TLS: '_pop3' },
  smtp: { SSL: '_submissions', TLS: '_submission' },
} as const;

/** The SRV records that lead a program to the settings of the page; none for a server without TLS. */
export function serviceRecords(settings: ClientSettings): readonly string[] {
  const domain = settings.emailAddress.slice(settings.emailAddress.lastIndexOf('@') + 1);
  return (['imap', 'pop', 'smtp'] as const).flatMap((protocol) => {
    const setting = settings[protocol];
    if (setting.state !== 'available' || setting.encryption === 'None') return [];
    const service = services[protocol][setting.encryption];
    return [`${service}._tcp.${domain}. SRV 0 1 ${setting.port} ${setting.serverName}.`];
  });
}
