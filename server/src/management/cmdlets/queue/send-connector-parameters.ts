import type { EnumValue, ParameterDescription, ParameterType } from '@relais/management-contract';
import { idle, type Reason } from '../../idle-parameter.ts';

const boolean: ParameterType = { kind: 'boolean' };
const names = (...values: readonly string[]): readonly EnumValue[] => values.map((name, number) => ({ name, number }));
function parameter(
  name: string,
  type: ParameterType,
  en: string,
  fr: string,
  extra: Partial<Omit<ParameterDescription, 'name' | 'type' | 'help'>> = {},
): ParameterDescription {
  return { name, type, help: { en, fr }, ...extra };
}

/** A switch of Exchange that is kept and printed for scripts that compare, and that changes nothing here. */
function kept(name: string, reason: Reason): ParameterDescription {
  return idle(name, boolean, reason, {
    help: {
      en: `Kept and printed; it changes nothing here: ${reason.en}.`,
      fr: `Conservé et affiché ; sans effet ici : ${reason.fr}.`,
    },
  });
}

/** What New- and Set-SendConnector have in common besides the address spaces; names are the connector's own properties. */
export const sendConnectorParameters: readonly ParameterDescription[] = [
  parameter(
    'DNSRoutingEnabled',
    boolean,
    "Sends to the recipients' own mail servers, found by MX records. $false: to the SmartHosts.",
    'Envoie aux serveurs des destinataires, trouvés par leurs enregistrements MX. $false : aux SmartHosts.',
    { defaultText: '$true' },
  ),
  parameter(
    'SmartHosts',
    { kind: 'string', maxLength: 255 },
    'Servers that take mail for everybody, tried in order: mail.isp.test, 192.0.2.1, mail.isp.test:587.',
    'Serveurs qui prennent le courrier pour tous, essayés dans l’ordre : mail.isp.test, 192.0.2.1, mail.isp.test:587.',
    { list: true, nullable: true },
  ),
  parameter(
    'SmartHostAuthMechanism',
    {
      kind: 'enum',
      values: names('None', 'BasicAuth', 'BasicAuthRequireTLS', 'ExchangeServer', 'ExternalAuthoritative'),
    },
    'How to sign in to the smart hosts; BasicAuth needs AuthenticationCredential.',
    'L’authentification auprès des hôtes actifs ; BasicAuth exige AuthenticationCredential.',
    { defaultText: 'None' },
  ),
  parameter(
    'AuthenticationCredential',
    { kind: 'credential' },
    'User name and password for the smart hosts (Get-Credential); never printed.',
    'Nom d’utilisateur et mot de passe pour les hôtes actifs (Get-Credential) ; jamais affichés.',
    { nullable: true },
  ),
  parameter('Port', { kind: 'int', min: 1, max: 65_535 }, 'Port of the other side.', 'Le port du serveur distant.', {
    defaultText: '25',
  }),
  parameter('Enabled', boolean, 'Whether it sends.', 'S’il envoie du courrier.', { defaultText: '$true' }),
  parameter(
    'Fqdn',
    { kind: 'string', maxLength: 255 },
    "The name said in EHLO; $null: the server's own.",
    'Le nom donné dans EHLO ; $null : celui du serveur.',
    { nullable: true },
  ),
  parameter('RequireTLS', boolean, 'Sends over TLS or not at all.', 'N’envoie que par TLS.', { defaultText: '$false' }),
  parameter(
    'TlsAuthLevel',
    { kind: 'enum', values: names('EncryptionOnly', 'CertificateValidation', 'DomainValidation') },
    'What is asked of the certificate where RequireTLS is $true.',
    'Ce qui est exigé du certificat quand RequireTLS vaut $true.',
    { nullable: true },
  ),
  parameter(
    'TlsDomain',
    { kind: 'string', maxLength: 255 },
    "The name the certificate must have at TlsAuthLevel DomainValidation; *.contoso.com takes any name of contoso.com. $null: the recipients' domain, or the name of the smart host.",
    'Le nom que doit porter le certificat avec TlsAuthLevel DomainValidation ; *.contoso.com accepte tout nom de contoso.com. $null : le domaine des destinataires, ou le nom de l’hôte actif.',
    { nullable: true },
  ),
  parameter(
    'IgnoreSTARTTLS',
    boolean,
    'Sends in plain text even where TLS is offered.',
    'Envoie en clair même si TLS est proposé.',
    { defaultText: '$false' },
  ),
  parameter('ForceHELO', boolean, 'Says HELO instead of EHLO.', 'Utilise HELO au lieu de EHLO.', {
    defaultText: '$false',
  }),
  parameter(
    'MaxMessageSize',
    { kind: 'bytesize', min: 65_536, max: 2_147_483_647, unlimited: true },
    'Larger messages are refused to their sender.',
    'Les messages plus gros sont refusés à leur expéditeur.',
    { defaultText: '10MB' },
  ),
  parameter(
    'ConnectionInactivityTimeOut',
    { kind: 'timespan', minMs: 1000, maxMs: 86_400_000 },
    'How long the other side may be silent.',
    'Combien de temps le serveur distant peut se taire.',
    { defaultText: '00:10:00' },
  ),
  parameter(
    'SmtpMaxMessagesPerConnection',
    { kind: 'int', min: 0, max: 2_147_483_647 },
    'Messages over one connection; 0: no limit.',
    'Messages par connexion ; 0 : sans limite.',
    { defaultText: '20' },
  ),
  parameter(
    'SourceIPAddress',
    { kind: 'string', maxLength: 45 },
    "The server's own address to send from; $null: the system chooses.",
    'L’adresse du serveur depuis laquelle envoyer ; $null : le système choisit.',
    { nullable: true },
  ),
  parameter('Comment', { kind: 'string', maxLength: 1024, lines: true }, 'A note.', 'Une remarque.', {
    nullable: true,
  }),
  parameter(
    'ProtocolLoggingLevel',
    { kind: 'enum', values: names('None', 'Verbose') },
    'Verbose: what is said on its connections is written into the send protocol log (Get-TransportService shows where).',
    'Verbose : ce qui se dit sur ses connexions est écrit dans le journal de protocole d’envoi (Get-TransportService indique où).',
    { defaultText: 'None' },
  ),
  kept('IsScopedConnector', {
    en: 'all servers are of one site here',
    fr: 'tous les serveurs sont ici d’un seul site',
  }),
  kept('FrontendProxyEnabled', {
    en: 'each server sends by itself what it took',
    fr: 'chaque serveur envoie lui-même ce qu’il a pris',
  }),
  kept('UseExternalDNSServersEnabled', {
    en: 'Set-TransportConfig -DnsServers says whom to ask',
    fr: 'Set-TransportConfig -DnsServers dit qui interroger',
  }),
  parameter(
    'DomainSecureEnabled',
    boolean,
    'With DNS routing: mutual TLS with the domains of Set-TransportConfig -TLSSendDomainSecureList; their servers need a certificate with that domain (or TlsDomain), and are shown that of this server.',
    'Avec le routage DNS : TLS mutuel avec les domaines de Set-TransportConfig -TLSSendDomainSecureList ; leurs serveurs doivent avoir un certificat portant ce domaine (ou TlsDomain), et voient celui de ce serveur.',
    {},
  ),
  kept('CloudServicesMailEnabled', {
    en: 'there is no hybrid with Exchange Online here',
    fr: 'il n’y a pas ici de mode hybride avec Exchange Online',
  }),
];

export const addressSpacesParameter: ParameterDescription = parameter(
  'AddressSpaces',
  { kind: 'string', maxLength: 300 },
  'Domains it sends to, with a cost of 1 to 100: "SMTP:*;1" for all, contoso.com, "*.contoso.com;5" for contoso.com and all its subdomains.',
  'Les domaines desservis, avec un coût de 1 à 100 : « SMTP:*;1 » pour tous, contoso.com, « *.contoso.com;5 » pour contoso.com et tous ses sous-domaines.',
  { list: true },
);

export const sourceTransportServersParameter: ParameterDescription = {
  ...idle(
    'SourceTransportServers',
    { kind: 'identity', of: 'Server' },
    { en: 'every server uses every send connector', fr: 'chaque serveur utilise tous les connecteurs d’envoi' },
  ),
  list: true,
};
