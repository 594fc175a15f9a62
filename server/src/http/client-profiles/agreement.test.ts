import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Mailbox } from '../../domain/directory/directory.ts';
import type {
  ClientSetting,
  ClientSettings,
  ProtocolSettings,
} from '../../services/client-settings/client-settings.ts';
import { paccConfiguration } from '../../services/client-settings/pacc-configuration.ts';
import { clientSettingsView } from '../user-api/client-settings-view.ts';
import { appleProfile } from './apple-profile.ts';
import { autodiscoverResponse } from './outlook-autodiscover.ts';
import { thunderbirdAutoconfig } from './thunderbird-autoconfig.ts';
import { assertWellFormed } from './well-formed-xml.fixture.ts';

/** What a document says of one protocol; Apple's has one word for both kinds of TLS. */
type Said = { readonly serverName: string; readonly port: number; readonly encryption: string };
type AllSaid = Readonly<Record<'pop' | 'imap' | 'smtp', Said | null>>;

const setting = fc.record<ClientSetting>({
  serverName: fc.domain(),
  port: fc.oneof(fc.constantFrom(993, 995, 465, 587, 143, 110), fc.integer({ min: 1, max: 65_535 })),
  encryption: fc.constantFrom('SSL', 'TLS', 'None'),
});
const published = fc.record<ProtocolSettings>({
  pop: fc.option(setting),
  imap: fc.option(setting),
  smtp: fc.option(setting),
});

const mailbox = {
  emailAddresses: ['kim@contoso.com'],
  userPrincipalName: 'kim@contoso.com',
  popEnabled: true,
  imapEnabled: true,
  smtpAuthEnabled: true,
} as unknown as Mailbox;

function page(settings: ProtocolSettings): AllSaid {
  const view = clientSettingsView(mailbox, { clientSettingsFor: () => settings } as unknown as ClientSettings);
  const shown = (of: (typeof view)['pop']): Said | null =>
    of.state === 'available' ? { serverName: of.serverName, port: of.port, encryption: of.encryption } : null;
  return { pop: shown(view.pop), imap: shown(view.imap), smtp: shown(view.smtp) };
}

function inElement(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
}

function thunderbird(xml: string): AllSaid {
  const words: Readonly<Record<string, string>> = { SSL: 'SSL', STARTTLS: 'TLS', plain: 'None' };
  const of = (element: string, type: string): Said | null => {
    const server = new RegExp(`<${element} type="${type}">([\\s\\S]*?)</${element}>`).exec(xml)?.[1];
    if (server === undefined) return null;
    // Mozilla's format 1.1: these five, all of them, once.
    const names = [...server.matchAll(/<([a-zA-Z]+)>/g)].map(([, name]) => name);
    assert.deepEqual(names, ['hostname', 'port', 'socketType', 'authentication', 'username']);
    assert.equal(inElement(server, 'username'), '%EMAILADDRESS%');
    return {
      serverName: inElement(server, 'hostname') ?? '',
      port: Number(inElement(server, 'port')),
      encryption: words[inElement(server, 'socketType') ?? ''] ?? '?',
    };
  };
  return { imap: of('incomingServer', 'imap'), pop: of('incomingServer', 'pop3'), smtp: of('outgoingServer', 'smtp') };
}

function outlook(xml: string): AllSaid {
  const servers = [...xml.matchAll(/<Protocol>([\s\S]*?)<\/Protocol>/g)].map(([, server = '']) => server);
  const of = (type: string): Said | null => {
    const server = servers.find((text) => inElement(text, 'Type') === type);
    if (server === undefined) return null;
    const encryption = inElement(server, 'Encryption') ?? '?';
    // [MS-OXDSCLI] §2.2.4.1.1.2.6: SSL says whether TLS comes first; Encryption overrules it.
    assert.equal(inElement(server, 'SSL'), encryption === 'SSL' ? 'on' : 'off');
    assert.equal(inElement(server, 'LoginName'), 'kim@contoso.com');
    return { serverName: inElement(server, 'Server') ?? '', port: Number(inElement(server, 'Port')), encryption };
  };
  return { imap: of('IMAP'), pop: of('POP3'), smtp: of('SMTP') };
}

function apple(profile: string): { readonly incoming: 'imap' | 'pop'; readonly servers: readonly [Said, Said] } {
  const value = (key: string): string =>
    new RegExp(`<key>${key}</key>\\s*<(?:string|integer)?>?([^<]*)<?(true|false)?`).exec(profile)?.slice(1).join('') ??
    '';
  const server = (direction: string): Said => ({
    serverName: value(`${direction}MailServerHostName`),
    port: Number(value(`${direction}MailServerPortNumber`)),
    encryption: new RegExp(`<key>${direction}MailServerUseSSL</key>\\s*<true/>`).test(profile) ? 'TLS or SSL' : 'None',
  });
  const incoming = value('EmailAccountType') === 'EmailTypeIMAP' ? 'imap' : 'pop';
  return { incoming, servers: [server('Incoming'), server('Outgoing')] };
}

const inApple = (said: Said | null): Said | null =>
  said === null ? null : { ...said, encryption: said.encryption === 'None' ? 'None' : 'TLS or SSL' };

test('whatever is published, no document says anything else than the page', () => {
  let complete = 0;
  fc.assert(
    fc.property(published, (settings) => {
      const shown = page(settings);
      const isComplete = shown.smtp !== null && (shown.imap !== null || shown.pop !== null);
      const autoconfig = thunderbirdAutoconfig('contoso.com', 'Contoso', settings);
      const autodiscover = autodiscoverResponse('kim@contoso.com', settings);
      const view = clientSettingsView(mailbox, { clientSettingsFor: () => settings } as unknown as ClientSettings);
      const profile = appleProfile(view, 'Kim', 'Contoso');
      // Half a setup is none, in all of them alike.
      assert.deepEqual(
        [autoconfig === null, autodiscover === null, profile === null],
        [!isComplete, !isComplete, !isComplete],
      );
      if (autoconfig !== null && autodiscover !== null && profile !== null) {
        complete++;
        for (const xml of [autoconfig, autodiscover, profile]) assertWellFormed(xml);
        assert.deepEqual(thunderbird(autoconfig), shown);
        assert.deepEqual(outlook(autodiscover), shown);
        const { incoming, servers } = apple(profile);
        assert.deepEqual(servers, [inApple(shown[incoming]), inApple(shown.smtp)]);
      }
      // PACC names hosts alone: each that it names is the page's, on the port and with the TLS that the name means.
      const pacc = paccConfiguration({ organisation: 'Contoso', settings, jmapUrl: null, oauthIssuer: null });
      const { protocols } = JSON.parse(pacc ?? '{"protocols":{}}');
      for (const [name, of, port] of [
        ['imap', shown.imap, 993],
        ['pop3', shown.pop, 995],
        ['submit', shown.smtp, 465],
      ] as const) {
        if (protocols[name] === undefined) continue;
        assert.deepEqual(of, { serverName: protocols[name].host, port, encryption: 'SSL' });
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(complete > 50, `${complete} of the runs had a whole setup`);
});
