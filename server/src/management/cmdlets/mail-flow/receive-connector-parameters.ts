import type { EnumValue, LocalisedText, ParameterDescription, ParameterType } from '@relais/management-contract';

const most = 2_147_483_647;
const day = 86_400_000;
const names = (...values: readonly string[]): readonly EnumValue[] => values.map((name, number) => ({ name, number }));
const boolean: ParameterType = { kind: 'boolean' };
const unlimited = (min: number, max = most): ParameterType => ({ kind: 'int', min, max, unlimited: true });

interface Extra extends Partial<Omit<ParameterDescription, 'name' | 'type' | 'help'>> {}

function parameter(name: string, type: ParameterType, en: string, fr: string, extra: Extra = {}): ParameterDescription {
  const kept: LocalisedText =
    extra.withoutEffect === true
      ? { en: ' Kept and printed; it changes nothing here.', fr: ' Conservé et affiché ; sans effet ici.' }
      : { en: '', fr: '' };
  return { name, type, help: { en: `${en}${kept.en}`, fr: `${fr}${kept.fr}` }, ...extra };
}

const withoutEffect = { withoutEffect: true } as const;

/** What New- and Set-ReceiveConnector have in common (reference §2.1); names are the connector's own properties. */
export const receiveConnectorParameters: readonly ParameterDescription[] = [
  parameter(
    'AdvertiseClientSettings',
    boolean,
    "Shows users this connector's server name, port and encryption in webmail, after iisreset.",
    'Montre aux utilisateurs le nom, le port et le chiffrement de ce connecteur dans la messagerie web, après iisreset.',
    { takesEffectOn: 'W3SVC' },
  ),
  parameter(
    'AuthMechanism',
    {
      kind: 'enum',
      flags: true,
      values: [
        { name: 'None', number: 0 },
        { name: 'Tls', number: 1 },
        { name: 'Integrated', number: 2 },
        { name: 'BasicAuth', number: 4 },
        { name: 'BasicAuthRequireTLS', number: 8 },
        { name: 'ExchangeServer', number: 16 },
        { name: 'ExternalAuthoritative', number: 32 },
      ],
    },
    'How clients may authenticate and encrypt. BasicAuthRequireTLS needs BasicAuth and Tls; ExternalAuthoritative stands alone or with Tls.',
    'Authentification et chiffrement admis. BasicAuthRequireTLS exige BasicAuth et Tls ; ExternalAuthoritative n’admet que Tls à ses côtés.',
  ),
  parameter(
    'PermissionGroups',
    {
      kind: 'enum',
      flags: true,
      values: [
        { name: 'None', number: 0 },
        { name: 'AnonymousUsers', number: 1 },
        { name: 'ExchangeUsers', number: 2 },
        { name: 'ExchangeServers', number: 4 },
        { name: 'ExchangeLegacyServers', number: 8 },
        { name: 'Partners', number: 16 },
        { name: 'Custom', number: 32 },
      ],
    },
    'Who may submit mail here.',
    'Qui peut remettre du courrier ici.',
  ),
  parameter(
    'Bindings',
    { kind: 'binding' },
    'Addresses and ports to listen on, as 0.0.0.0:25 or [::]:25.',
    'Adresses et ports d’écoute, sous la forme 0.0.0.0:25 ou [::]:25.',
    { list: true },
  ),
  parameter(
    'RemoteIPRanges',
    { kind: 'address-range' },
    'Clients this connector is for: addresses, first-last or CIDR. The narrowest range of all connectors on a port wins.',
    'Clients concernés : adresses, première-dernière ou CIDR. La plage la plus étroite parmi les connecteurs d’un port l’emporte.',
    { list: true },
  ),
  parameter(
    'Fqdn',
    { kind: 'string', maxLength: 255 },
    'Name in the greeting, in the reply to EHLO and in Received fields.',
    'Nom dans l’accueil, dans la réponse à EHLO et dans les champs Received.',
  ),
  parameter(
    'Banner',
    { kind: 'string', maxLength: 500 },
    'Greeting; begins with 220. $null restores the default.',
    'Message d’accueil ; commence par 220. $null rétablit la valeur par défaut.',
    { nullable: true },
  ),
  parameter(
    'Comment',
    { kind: 'string', maxLength: 1024, lines: true },
    'A note of yours.',
    'Une note à votre usage.',
    {
      nullable: true,
    },
  ),
  parameter('Enabled', boolean, 'Whether it listens.', 'Indique s’il écoute.'),
  parameter(
    'ImplicitTls',
    boolean,
    'Connections start with TLS, as on port 465 (RFC 8314). Ours; Exchange has no such setting.',
    'Les connexions commencent en TLS, comme sur le port 465 (RFC 8314). Propre à Relais.',
  ),
  parameter(
    'XClientAddresses',
    { kind: 'address-range' },
    'Proxies that may say with XCLIENT who their client is, as nginx and Postfix do. Name only machines of yours: whoever stands here is believed. Ours.',
    'Mandataires autorisés à dire par XCLIENT qui est leur client, comme nginx et Postfix. Seulement vos machines : elles sont crues sur parole. Propre à Relais.',
    { list: true, nullable: true },
  ),
  parameter(
    'ProxyProtocolAddresses',
    { kind: 'address-range' },
    'Load balancers whose connections begin with a PROXY header (versions 1 and 2, as HAProxy sends it); connections from there without one are closed. Ours.',
    'Répartiteurs dont les connexions commencent par un en-tête PROXY (versions 1 et 2, comme HAProxy) ; sans lui la connexion est fermée. Propre à Relais.',
    { list: true, nullable: true },
  ),
  parameter(
    'ConnectionTimeout',
    { kind: 'timespan', minMs: 1000, maxMs: day },
    'Longest life of a connection, also of an active one.',
    'Durée de vie maximale d’une connexion, même active.',
    { defaultText: '00:10:00' },
  ),
  parameter(
    'ConnectionInactivityTimeout',
    { kind: 'timespan', minMs: 1000, maxMs: day },
    'Longest silence of a connection; less than ConnectionTimeout.',
    'Inactivité maximale d’une connexion ; inférieure à ConnectionTimeout.',
    { defaultText: '00:05:00' },
  ),
  parameter('MaxInboundConnection', unlimited(1), 'Connections at once.', 'Connexions simultanées.', {
    defaultText: '5000',
  }),
  parameter(
    'MaxInboundConnectionPerSource',
    unlimited(1, 10_000),
    'Connections at once from one address.',
    'Connexions simultanées depuis une adresse.',
    { defaultText: '20' },
  ),
  parameter(
    'MaxInboundConnectionPercentagePerSource',
    { kind: 'int', min: 1, max: 100 },
    'Share of the remaining connections that one address may take, in percent.',
    'Part des connexions restantes qu’une adresse peut prendre, en pour cent.',
    { defaultText: '2' },
  ),
  parameter(
    'MaxMessageSize',
    { kind: 'bytesize', min: 65_536, max: most },
    'Largest message.',
    'Taille maximale d’un message.',
    { defaultText: '36MB' },
  ),
  parameter(
    'MaxHeaderSize',
    { kind: 'bytesize', min: 1, max: most },
    'Largest message header.',
    'Taille maximale de l’en-tête.',
    { defaultText: '128KB' },
  ),
  parameter(
    'MaxHopCount',
    { kind: 'int', min: 1, max: 500 },
    'Received fields at most: more is a loop.',
    'Nombre maximal de champs Received : au-delà, c’est une boucle.',
    { defaultText: '60' },
  ),
  parameter(
    'MaxLocalHopCount',
    { kind: 'int', min: 0, max: 50 },
    'Received fields of this server at most; 0 turns the check off.',
    'Nombre maximal de champs Received de ce serveur ; 0 désactive.',
    { defaultText: '8' },
  ),
  parameter(
    'MaxLogonFailures',
    { kind: 'int', min: 0, max: 10 },
    'Failed sign-ins before the connection is closed; 0 never closes.',
    'Échecs d’authentification avant fermeture ; 0 ne ferme jamais.',
    { defaultText: '3' },
  ),
  parameter(
    'MaxProtocolErrors',
    unlimited(0),
    'Protocol errors before the connection is closed.',
    'Erreurs de protocole avant fermeture.',
    { defaultText: '5' },
  ),
  parameter(
    'MaxRecipientsPerMessage',
    { kind: 'int', min: 1, max: 512_000 },
    'Recipients of one message.',
    'Destinataires par message.',
    { defaultText: '200' },
  ),
  parameter('MessageRateLimit', unlimited(1), 'Messages a minute and source.', 'Messages par minute et par source.', {
    defaultText: 'Unlimited',
  }),
  parameter(
    'MessageRateSource',
    {
      kind: 'enum',
      flags: true,
      values: [
        { name: 'None', number: 0 },
        { name: 'IPAddress', number: 1 },
        { name: 'User', number: 2 },
        { name: 'All', number: 3 },
      ],
    },
    'What counts as a source for MessageRateLimit.',
    'Ce qui compte comme source pour MessageRateLimit.',
  ),
  parameter(
    'TarpitInterval',
    { kind: 'timespan', minMs: 0, maxMs: 600_000 },
    'Delay of replies to suspicious commands; 00:00:00 turns it off.',
    'Retard des réponses aux commandes suspectes ; 00:00:00 désactive.',
    { defaultText: '00:00:05' },
  ),
  parameter(
    'MaxAcknowledgementDelay',
    { kind: 'timespan', minMs: 0, maxMs: day },
    'Of Exchange 2010 only.',
    'Propre à Exchange 2010.',
    { defaultText: '00:00:30', ...withoutEffect },
  ),
  parameter('RequireTLS', boolean, 'MAIL is refused before STARTTLS.', 'MAIL est refusé avant STARTTLS.'),
  parameter(
    'RequireEHLODomain',
    boolean,
    'A HELO or EHLO without a domain name is refused with 501, and the connection is closed.',
    'Un HELO ou EHLO sans nom de domaine est refusé par 501 et la connexion est fermée.',
  ),
  parameter(
    'DomainSecureEnabled',
    boolean,
    'Takes mail of the domains of Set-TransportConfig -TLSReceiveDomainSecureList only by mutual TLS: from servers that show a certificate with that domain.',
    'N’accepte le courrier des domaines de Set-TransportConfig -TLSReceiveDomainSecureList que par TLS mutuel : de serveurs présentant un certificat portant ce domaine.',
  ),
  parameter(
    'LongAddressesEnabled',
    boolean,
    'Takes addresses longer than RFC 5321 allows, as X.400 has them.',
    'Accepte des adresses plus longues que ne le permet la RFC 5321, comme en X.400.',
  ),
  parameter(
    'OrarEnabled',
    boolean,
    'Originator-requested alternate recipients.',
    'Destinataires de remplacement demandés par l’expéditeur.',
    withoutEffect,
  ),
  parameter('SuppressXAnonymousTls', boolean, 'Between Exchange servers.', 'Entre serveurs Exchange.', withoutEffect),
  parameter(
    'BinaryMimeEnabled',
    boolean,
    'Offers BINARYMIME together with CHUNKING. Binary parts are turned into base64 on the way in.',
    'Propose BINARYMIME avec CHUNKING. Les parties binaires sont converties en base64 à l’arrivée.',
    { defaultText: '$true' },
  ),
  parameter('ChunkingEnabled', boolean, 'Offers CHUNKING.', 'Propose CHUNKING.', { defaultText: '$true' }),
  parameter(
    'DeliveryStatusNotificationEnabled',
    boolean,
    'Offers DSN while a send connector is enabled.',
    'Propose DSN tant qu’un connecteur d’envoi est activé.',
    { defaultText: '$true' },
  ),
  parameter('EightBitMimeEnabled', boolean, 'Offers 8BITMIME.', 'Propose 8BITMIME.', { defaultText: '$true' }),
  parameter('EnhancedStatusCodesEnabled', boolean, 'Offers ENHANCEDSTATUSCODES.', 'Propose ENHANCEDSTATUSCODES.', {
    defaultText: '$true',
  }),
  parameter('PipeliningEnabled', boolean, 'Offers PIPELINING.', 'Propose PIPELINING.', { defaultText: '$true' }),
  parameter('EnableAuthGSSAPI', boolean, 'Offers GSSAPI.', 'Propose GSSAPI.', withoutEffect),
  parameter(
    'SizeEnabled',
    { kind: 'enum', values: names('Enabled', 'Disabled', 'EnabledWithoutValue') },
    'Offers SIZE, with or without the value.',
    'Propose SIZE, avec ou sans valeur.',
  ),
  parameter(
    'ProtocolLoggingLevel',
    { kind: 'enum', values: names('None', 'Verbose') },
    'Whether the protocol is logged.',
    'Indique si le protocole est journalisé.',
  ),
  parameter(
    'ExtendedProtectionPolicy',
    { kind: 'enum', values: names('None', 'Allow', 'Require') },
    'Channel binding of Windows authentication.',
    'Liaison de canal de l’authentification Windows.',
    withoutEffect,
  ),
  parameter(
    'TransportRole',
    {
      kind: 'enum',
      values: [
        { name: 'HubTransport', number: 32, alsoKnownAs: ['Hub'] },
        { name: 'FrontendTransport', number: 16_384, alsoKnownAs: ['Frontend'] },
      ],
    },
    'Which of Exchange’s transport services it would belong to.',
    'Le service de transport d’Exchange auquel il appartiendrait.',
    withoutEffect,
  ),
  parameter(
    'TlsCertificateName',
    { kind: 'string', maxLength: 1024 },
    'Certificate to present, as <I>issuer<S>subject.',
    'Certificat à présenter, sous la forme <I>émetteur<S>sujet.',
    { nullable: true },
  ),
  parameter(
    'TlsDomainCapabilities',
    { kind: 'string', maxLength: 1024 },
    'With the group Partners: whoever shows a trusted certificate for one of these domains is a partner, whatever sender he names. Written domain:capability; the capabilities are of hybrid Exchange and change nothing here.',
    'Avec le groupe Partners : qui présente un certificat approuvé pour l’un de ces domaines est un partenaire, quel que soit l’expéditeur. S’écrit domaine:capacité ; les capacités relèvent d’Exchange hybride et ne changent rien ici.',
    { list: true },
  ),
  parameter(
    'ServiceDiscoveryFqdn',
    { kind: 'string', maxLength: 255 },
    'Name for service discovery.',
    'Nom pour la découverte de services.',
    { nullable: true, ...withoutEffect },
  ),
  parameter(
    'DefaultDomain',
    { kind: 'string', maxLength: 255 },
    'Domain of addresses that come without one.',
    'Domaine des adresses qui n’en ont pas.',
    { nullable: true },
  ),
];

/** On Set- only. */
export const receiveConnectorSetParameters: readonly ParameterDescription[] = [
  parameter(
    'BareLinefeedRejectionEnabled',
    boolean,
    'Refuses messages with a bare line feed. They are always refused here.',
    'Refuse les messages à saut de ligne nu. Ils sont toujours refusés ici.',
    withoutEffect,
  ),
  parameter('SmtpUtf8Enabled', boolean, 'Offers SMTPUTF8.', 'Propose SMTPUTF8.'),
];
