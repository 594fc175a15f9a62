import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProtocolSettings } from '../../services/client-settings/client-settings.ts';
import type { ClientSettingsView } from '../user-api/client-settings-view.ts';
import { appleProfile } from './apple-profile.ts';
import { addressInAutodiscoverRequest, autodiscoverError, autodiscoverResponse } from './outlook-autodiscover.ts';
import { paccConfiguration } from '../../services/client-settings/pacc-configuration.ts';
import { askedAddress } from './profile-domain.ts';
import { thunderbirdAutoconfig } from './thunderbird-autoconfig.ts';
import { assertWellFormed } from './well-formed-xml.fixture.ts';
import { xmlText } from '../xml-text.ts';

const settings: ProtocolSettings = {
  pop: null,
  imap: { serverName: 'Dublin01.Contoso.com', port: 993, encryption: 'SSL' },
  smtp: { serverName: 'Server.Contoso.com', port: 587, encryption: 'TLS' },
};

const view: ClientSettingsView = {
  userName: 'kim@contoso.com',
  emailAddress: 'kim@contoso.com',
  pop: { state: 'not-available' },
  imap: { state: 'available', ...settings.imap! },
  smtp: { state: 'available', ...settings.smtp! },
};

test('Thunderbird gets each published server in its own words', () => {
  const xml = thunderbirdAutoconfig('contoso.com', 'Contoso & <Sons>', settings);
  assert.ok(xml !== null);
  assertWellFormed(xml);
  assert.match(
    xml,
    /<incomingServer type="imap">\s*<hostname>Dublin01\.Contoso\.com<\/hostname>\s*<port>993<\/port>\s*<socketType>SSL</,
  );
  assert.match(
    xml,
    /<outgoingServer type="smtp">\s*<hostname>Server\.Contoso\.com<\/hostname>\s*<port>587<\/port>\s*<socketType>STARTTLS</,
  );
  assert.match(xml, /<displayName>Contoso &amp; &lt;Sons&gt;</);
  assert.doesNotMatch(xml, /pop3/);
});

test('half a configuration is none', () => {
  assert.equal(thunderbirdAutoconfig('contoso.com', 'Contoso', { ...settings, smtp: null }), null);
  assert.equal(autodiscoverResponse('kim@contoso.com', { ...settings, imap: null }), null);
  assert.equal(appleProfile({ ...view, smtp: { state: 'hidden' } }, 'Kim', 'Contoso'), null);
});

test('Outlook gets the published servers, and the address it asked with as the login name', () => {
  const request =
    '<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>kim.o&apos;hara@contoso.com</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>';
  const address = addressInAutodiscoverRequest(request);
  assert.equal(address, "kim.o'hara@contoso.com");
  const xml = autodiscoverResponse('kim@contoso.com', settings);
  assert.ok(xml !== null);
  assertWellFormed(xml);
  assert.match(xml, /<Type>IMAP<\/Type>\s*<Server>Dublin01\.Contoso\.com<\/Server>\s*<Port>993<\/Port>/);
  assert.match(xml, /<Encryption>TLS<\/Encryption>/);
});

test('hostile addresses neither break the XML nor pass as addresses', () => {
  const hostile = [
    '"><script>alert(1)</script>@contoso.com',
    'a@contoso.com</EMailAddress><Action>redirectUrl</Action>',
    'a@con\ntoso.com',
    `${'a'.repeat(5000)}@contoso.com`,
    'a\u0000b@contoso.com',
    'a@',
    '@contoso.com',
    'a@<b>',
  ];
  for (const text of hostile) {
    assert.equal(askedAddress(text), null, text);
    const xml = autodiscoverResponse(text, settings);
    assert.ok(xml !== null);
    assertWellFormed(xml);
  }
  assertWellFormed(autodiscoverError(500, '<&>"\'\u0001', new Date(0)));
  assert.equal(xmlText('a\u0000\u0008b<\ud800>'), 'ab&lt;\ufffd&gt;');
});

test('the Apple profile is the same document every time, and holds no password', () => {
  const profile = appleProfile(view, 'Kim <Akers>', 'Contoso');
  assert.ok(profile !== null);
  assertWellFormed(profile);
  assert.equal(appleProfile(view, 'Kim <Akers>', 'Contoso'), profile);
  assert.match(profile, /<key>IncomingMailServerHostName<\/key>\n<string>Dublin01\.Contoso\.com<\/string>/);
  assert.match(profile, /<key>OutgoingMailServerPortNumber<\/key>\n<integer>587<\/integer>/);
  assert.doesNotMatch(profile, /<key>(?:Incoming|Outgoing)Password<\/key>/);
});

test('PACC names hosts that answer with TLS on the standard ports, and leaves out what it could only promise', () => {
  const parts = { organisation: 'Contoso', settings, jmapUrl: null, oauthIssuer: null };
  assert.equal(paccConfiguration(parts), null, 'STARTTLS on 587 has no place in it, and reading alone is half');
  const both = { ...settings, smtp: { serverName: 'smtp.contoso.com', port: 465, encryption: 'SSL' } as const };
  assert.deepEqual(
    JSON.parse(paccConfiguration({ ...parts, settings: both, oauthIssuer: 'https://login.test' }) ?? ''),
    {
      protocols: { imap: { host: 'Dublin01.Contoso.com' }, submit: { host: 'smtp.contoso.com' } },
      authentication: { 'oauth-public': { issuer: 'https://login.test' }, password: true },
      info: { provider: { name: 'Contoso' } },
    },
  );
  assert.deepEqual(
    JSON.parse(paccConfiguration({ ...parts, jmapUrl: 'https://mail.test/.well-known/jmap' }) ?? '').protocols,
    {
      jmap: { url: 'https://mail.test/.well-known/jmap' },
    },
  );
});

test('the Apple profile carries the app password that was made for it, for both directions', () => {
  const profile = appleProfile(view, 'Kim', 'Contoso', 'abcde-fghij') ?? '';
  assertWellFormed(profile);
  for (const key of ['IncomingPassword', 'OutgoingPassword'])
    assert.match(profile, new RegExp(`<key>${key}</key>\\s*<string>abcde-fghij</string>`));
  assert.doesNotMatch(appleProfile(view, 'Kim', 'Contoso') ?? '', /<key>(Incoming|Outgoing)Password</);
});
