import { type ByteSize, TimeSpan, Unlimited } from '@relais/management-contract';
import { defineSettings, type SettingsValues } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';
import { refuseContentFilter } from './content-filter-endpoint.ts';
import { refuseBlockList, refuseDnsServer } from './dns-setting-values.ts';
import { refusePostmaster } from './postmaster-address.ts';

export type FailureAction = 'StampStatus' | 'Quarantine' | 'Reject';

const actions = {
  kind: 'enum',
  values: [{ name: 'StampStatus' }, { name: 'Quarantine' }, { name: 'Reject' }],
} as const;

const securedDomain = '^(?:\\*\\.)?[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+$';

/** What holds for all mail of the server, whichever connector it takes; changes count for the next message. */
export const transportSettings = defineSettings('TransportConfig', 'MSExchangeTransport', {
  MaxSendSize: setting<ByteSize | Unlimited>({
    type: { kind: 'bytesize', min: 1024, unlimited: true },
    default: Unlimited.value,
    takesEffect: 'at-once',
    label: { en: 'Maximum send size', fr: 'Taille maximale d’envoi' },
    help: {
      en: "Largest message of a user whose mailbox has no limit of its own (MaxSendSize); connectors' MaxMessageSize holds besides. 10 MB in Exchange, unlimited here.",
      fr: 'Plus grand message d’un utilisateur dont la boîte n’a pas sa propre limite (MaxSendSize) ; MaxMessageSize des connecteurs vaut aussi. 10 Mo dans Exchange, illimité ici.',
    },
  }),
  MaxReceiveSize: setting<ByteSize | Unlimited>({
    type: { kind: 'bytesize', min: 1024, unlimited: true },
    default: Unlimited.value,
    takesEffect: 'at-once',
    label: { en: 'Maximum receive size', fr: 'Taille maximale de réception' },
    help: {
      en: 'Largest message from outside, unless every recipient has a limit of his own (MaxReceiveSize). 10 MB in Exchange, unlimited here.',
      fr: 'Plus grand message de l’extérieur, sauf si chaque destinataire a sa propre limite (MaxReceiveSize). 10 Mo dans Exchange, illimité ici.',
    },
  }),
  MaxRecipientEnvelopeLimit: setting<number | Unlimited>({
    type: { kind: 'int', min: 1, max: 2_147_483_647, unlimited: true },
    default: Unlimited.value,
    takesEffect: 'at-once',
    label: { en: 'Maximum number of recipients', fr: 'Nombre maximal de destinataires' },
    help: {
      en: "Most recipients of a user's message; connectors' MaxRecipientsPerMessage holds besides. 5000 in Exchange, unlimited here.",
      fr: 'Plus grand nombre de destinataires du message d’un utilisateur ; MaxRecipientsPerMessage des connecteurs vaut aussi. 5000 dans Exchange, illimité ici.',
    },
  }),
  ExternalPostmasterAddress: setting<string | null>({
    type: { kind: 'string', maxLength: 254 },
    nullable: true,
    default: null,
    takesEffect: 'at-once',
    refuse: (value) => (value === null || value === '' ? null : refusePostmaster(value)),
    label: { en: 'External postmaster address', fr: 'Adresse postmaster externe' },
    help: {
      en: 'Who reports about mail are from: an address, or $null for postmaster@ the default domain.',
      fr: 'L’expéditeur des rapports sur le courrier : une adresse, ou $null pour postmaster@ le domaine par défaut.',
    },
  }),
  ExternalDelayDsnEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'at-once',
    label: { en: 'Tell senders outside about delays', fr: 'Signaler les retards aux expéditeurs externes' },
    help: {
      en: 'Reports of delay to senders in other domains.',
      fr: 'Rapports de retard aux expéditeurs d’autres domaines.',
    },
  }),
  InternalDelayDsnEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'at-once',
    label: { en: 'Tell senders inside about delays', fr: 'Signaler les retards aux expéditeurs internes' },
    help: { en: 'Reports of delay to senders here.', fr: 'Rapports de retard aux expéditeurs d’ici.' },
  }),
  InternalSMTPServers: setting<readonly string[]>({
    type: { kind: 'address-range' },
    list: true,
    default: ['127.0.0.1', '::1'],
    takesEffect: 'at-once',
    label: { en: 'Internal SMTP servers', fr: 'Serveurs SMTP internes' },
    help: {
      en: 'Addresses of servers and devices of yours. Their mail is not checked by SPF, DKIM, DMARC and block lists.',
      fr: 'Adresses de vos serveurs et appareils. Leur courrier échappe aux contrôles SPF, DKIM, DMARC et aux listes noires.',
    },
  }),
  TLSReceiveDomainSecureList: setting<readonly string[]>({
    type: { kind: 'string', maxLength: 253, pattern: securedDomain },
    list: true,
    default: [],
    takesEffect: 'at-once',
    label: { en: 'Domains that send by mutual TLS', fr: 'Domaines qui envoient par TLS mutuel' },
    help: {
      en: 'Domains whose servers show a certificate with that very domain (contoso.com, *.contoso.com). On receive connectors with DomainSecureEnabled their mail is taken from nobody else; on those with the group Partners they are partners.',
      fr: 'Domaines dont les serveurs présentent un certificat portant ce domaine même (contoso.com, *.contoso.com). Sur les connecteurs de réception avec DomainSecureEnabled, leur courrier n’est accepté de personne d’autre ; sur ceux du groupe Partners, ce sont des partenaires.',
    },
  }),
  TLSSendDomainSecureList: setting<readonly string[]>({
    type: { kind: 'string', maxLength: 253, pattern: securedDomain },
    list: true,
    default: [],
    takesEffect: 'at-once',
    label: { en: 'Domains that receive by mutual TLS', fr: 'Domaines qui reçoivent par TLS mutuel' },
    help: {
      en: 'Domains that send connectors with DomainSecureEnabled and DNS routing send to over TLS only, to servers whose certificate is for that very domain, and showing the certificate of this server.',
      fr: 'Domaines auxquels les connecteurs d’envoi avec DomainSecureEnabled et routage DNS n’envoient que par TLS, à des serveurs dont le certificat porte ce domaine même, en présentant le certificat de ce serveur.',
    },
  }),
  SenderAuthenticationEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'at-once',
    label: { en: 'Check senders', fr: 'Contrôler les expéditeurs' },
    help: {
      en: 'Checks SPF, DKIM, ARC and DMARC of mail from strangers and writes what was found into Authentication-Results.',
      fr: 'Contrôle SPF, DKIM, ARC et DMARC du courrier d’inconnus et inscrit le résultat dans Authentication-Results.',
    },
  }),
  SenderAuthenticationTimeout: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 1000, maxMs: 120_000 },
    default: TimeSpan.fromSeconds(15),
    takesEffect: 'at-once',
    label: { en: 'Time for checking a sender', fr: 'Durée du contrôle d’un expéditeur' },
    help: {
      en: 'Longest wait for the DNS about one message; what is not known then is written as temperror and refuses nothing.',
      fr: 'Attente maximale du DNS pour un message ; ce qui reste inconnu est noté temperror et ne refuse rien.',
    },
  }),
  SpfFailAction: setting<FailureAction>({
    type: actions,
    default: 'StampStatus',
    takesEffect: 'at-once',
    label: { en: 'When SPF fails', fr: 'En cas d’échec SPF' },
    help: {
      en: 'What happens to mail whose SPF says fail (-all): StampStatus writes it down only, Quarantine files it as junk, Reject refuses it. Forwarded mail often fails; DMARC judges better.',
      fr: 'Sort du courrier dont SPF dit fail (-all) : StampStatus le note seulement, Quarantine le classe indésirable, Reject le refuse. Le courrier transféré échoue souvent ; DMARC juge mieux.',
    },
  }),
  DmarcRejectAction: setting<FailureAction>({
    type: actions,
    default: 'Reject',
    takesEffect: 'at-once',
    label: { en: 'When DMARC asks to reject', fr: 'Quand DMARC demande le rejet' },
    help: {
      en: 'What happens to mail that fails DMARC where the domain of its author says p=reject.',
      fr: 'Sort du courrier qui échoue à DMARC quand le domaine de son auteur dit p=reject.',
    },
  }),
  DmarcQuarantineAction: setting<FailureAction>({
    type: actions,
    default: 'Quarantine',
    takesEffect: 'at-once',
    label: { en: 'When DMARC asks for quarantine', fr: 'Quand DMARC demande la quarantaine' },
    help: {
      en: 'What happens to mail that fails DMARC where the domain of its author says p=quarantine, and to mail with several From fields.',
      fr: 'Sort du courrier qui échoue à DMARC quand le domaine de son auteur dit p=quarantine, et du courrier à plusieurs champs From.',
    },
  }),
  ArcTrustedSealers: setting<readonly string[]>({
    type: { kind: 'string', maxLength: 253 },
    list: true,
    default: [],
    takesEffect: 'at-once',
    label: { en: 'Trusted ARC sealers', fr: 'Signataires ARC de confiance' },
    help: {
      en: 'Domains of mailing lists and forwarders whose ARC seal is believed: mail that fails DMARC is kept where they saw it pass.',
      fr: 'Domaines de listes et de réexpéditeurs dont le sceau ARC est cru : le courrier qui échoue à DMARC est gardé s’ils l’ont vu réussir.',
    },
  }),
  ArcSealingEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'at-once',
    label: { en: 'Seal forwarded mail', fr: 'Sceller le courrier transféré' },
    help: {
      en: 'Adds an ARC seal to mail from outside that is forwarded outside, with the DKIM key of the default domain once it is enabled.',
      fr: 'Ajoute un sceau ARC au courrier externe transféré vers l’extérieur, avec la clé DKIM du domaine par défaut une fois activée.',
    },
  }),
  SenderRewritingEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'at-once',
    label: { en: 'Rewrite senders of forwarded mail', fr: 'Réécrire l’expéditeur du courrier transféré' },
    help: {
      en: 'Forwarded mail leaves with a sender of the default domain (SRS), so that SPF passes there; what bounces comes back to the original sender.',
      fr: 'Le courrier transféré part avec un expéditeur du domaine par défaut (SRS), pour que SPF réussisse ; les rebonds reviennent à l’expéditeur d’origine.',
    },
  }),
  DomainReportAddresses: setting<readonly string[]>({
    type: { kind: 'string', maxLength: 254 },
    list: true,
    default: [],
    takesEffect: 'at-once',
    refuse: (values) => values.map(refusePostmaster).find((refusal) => refusal !== null) ?? null,
    label: { en: 'Addresses for reports', fr: 'Adresses des rapports' },
    help: {
      en: 'Where other servers send their DMARC and TLS reports, as named by rua= in the DNS records of your domains. What comes there is also read for Get-DmarcReport and Get-SmtpTlsReport. Empty: postmaster@ every accepted domain.',
      fr: 'Où les autres serveurs envoient leurs rapports DMARC et TLS, comme le dit rua= dans les enregistrements DNS de vos domaines. Ce qui y arrive est lu aussi pour Get-DmarcReport et Get-SmtpTlsReport. Vide : postmaster@ chaque domaine accepté.',
    },
  }),
  DmarcReportingEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: false,
    takesEffect: 'at-once',
    label: { en: 'Send DMARC reports', fr: 'Envoyer des rapports DMARC' },
    help: {
      en: 'Tells domains that ask for it (rua=) once a day from which addresses mail in their name came and whether it passed; no recipients, no contents. It needs DKIM for the domain of ExternalPostmasterAddress and a way to the Internet.',
      fr: 'Dit une fois par jour aux domaines qui le demandent (rua=) de quelles adresses est venu du courrier en leur nom et s’il a réussi ; ni destinataires ni contenus. Il faut DKIM pour le domaine d’ExternalPostmasterAddress et un accès à Internet.',
    },
  }),
  TlsReportingEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: false,
    takesEffect: 'at-once',
    label: { en: 'Send TLS reports', fr: 'Envoyer des rapports TLS' },
    help: {
      en: 'Tells domains that ask for it (TLS-RPT) once a day how many sessions with their mail hosts had TLS as their MTA-STS or DANE policy wants it, and what was wrong with the others; no senders, no recipients. It needs DKIM as DmarcReportingEnabled does.',
      fr: 'Dit une fois par jour aux domaines qui le demandent (TLS-RPT) combien de sessions avec leurs hôtes de messagerie avaient TLS comme leur stratégie MTA-STS ou DANE le veut, et ce qui n’allait pas dans les autres ; ni expéditeurs ni destinataires. Il faut DKIM comme pour DmarcReportingEnabled.',
    },
  }),
  IPBlockListProviders: setting<readonly string[]>({
    type: { kind: 'string', maxLength: 253 },
    list: true,
    default: [],
    refuse: (values) => values.map(refuseBlockList).find((refusal) => refusal !== null) ?? null,
    takesEffect: 'at-once',
    label: { en: 'IP block lists', fr: 'Listes noires d’adresses IP' },
    help: {
      en: 'Zones of DNS block lists (zen.spamhaus.org); strangers whose address stands in one are refused at MAIL. None at first.',
      fr: 'Zones de listes noires DNS (zen.spamhaus.org) ; les inconnus dont l’adresse y figure sont refusés au MAIL. Aucune au départ.',
    },
  }),
  ContentFilters: setting<readonly string[]>({
    type: { kind: 'string', maxLength: 300 },
    list: true,
    default: [],
    refuse: (values) => values.map(refuseContentFilter).find((refusal) => refusal !== null) ?? null,
    takesEffect: 'at-once',
    label: { en: 'Content filters', fr: 'Filtres de contenu' },
    help: {
      en: 'Spam filters and virus scanners that are asked about each message before it is taken, in this order: rspamd, ClamAV, SpamAssassin or another with a milter, as inet:127.0.0.1:11332 or unix:/run/clamav/clamav-milter.ctl. What they refuse is refused; what they quarantine or call spam goes to Junk Email.',
      fr: 'Filtres antispam et antivirus interrogés sur chaque message avant de l’accepter, dans cet ordre : rspamd, ClamAV, SpamAssassin ou un autre doté d’un milter, sous la forme inet:127.0.0.1:11332 ou unix:/run/clamav/clamav-milter.ctl. Ce qu’ils refusent est refusé ; ce qu’ils mettent en quarantaine ou appellent spam va dans Courrier indésirable.',
    },
  }),
  ContentFilterScope: setting<'Incoming' | 'All'>({
    type: { kind: 'enum', values: [{ name: 'Incoming' }, { name: 'All' }] },
    default: 'Incoming',
    takesEffect: 'at-once',
    label: { en: 'What content filters see', fr: 'Ce que voient les filtres de contenu' },
    help: {
      en: 'Incoming: mail from strangers. All: also what users and devices send, by SMTP and from webmail. Mail of InternalSMTPServers is never shown to them.',
      fr: 'Incoming : le courrier d’inconnus. All : aussi ce que les utilisateurs et les appareils envoient, par SMTP et depuis la messagerie web. Le courrier des InternalSMTPServers ne leur est jamais montré.',
    },
  }),
  ContentFilterFailureAction: setting<'Defer' | 'Accept'>({
    type: { kind: 'enum', values: [{ name: 'Defer' }, { name: 'Accept' }] },
    default: 'Defer',
    takesEffect: 'at-once',
    label: { en: 'When a content filter does not answer', fr: 'Quand un filtre de contenu ne répond pas' },
    help: {
      en: 'Defer asks the sender to try again later (451), so that nothing comes in unseen and nothing is lost; Accept takes the mail without that filter.',
      fr: 'Defer demande à l’expéditeur de réessayer plus tard (451) : rien n’entre sans contrôle et rien n’est perdu ; Accept accepte le courrier sans ce filtre.',
    },
  }),
  ContentFilterTimeout: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 1000, maxMs: 300_000 },
    default: TimeSpan.fromSeconds(60),
    takesEffect: 'at-once',
    label: { en: 'Time for a content filter', fr: 'Durée d’un filtre de contenu' },
    help: {
      en: 'Longest wait for one filter about one message; then ContentFilterFailureAction holds. Clients wait ten minutes for the reply to a message.',
      fr: 'Attente maximale d’un filtre pour un message ; ensuite vaut ContentFilterFailureAction. Les clients attendent dix minutes la réponse à un message.',
    },
  }),
  DnsServers: setting<readonly string[]>({
    type: { kind: 'string', maxLength: 100 },
    list: true,
    default: [],
    refuse: (values) => values.map(refuseDnsServer).find((refusal) => refusal !== null) ?? null,
    takesEffect: 'at-once',
    label: { en: 'DNS servers', fr: 'Serveurs DNS' },
    help: {
      en: "Resolvers for outgoing mail and the checks of senders, as 192.0.2.53 or 127.0.0.1:5353; the machine's own when empty.",
      fr: 'Résolveurs pour le courrier sortant et les contrôles des expéditeurs, sous la forme 192.0.2.53 ou 127.0.0.1:5353 ; ceux de la machine si vide.',
    },
  }),
  SmtpDaneEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: false,
    takesEffect: 'at-once',
    label: { en: 'DANE when sending', fr: 'DANE à l’envoi' },
    help: {
      en: 'Holds servers to the certificates that their DNS publishes (RFC 7672). Switch it on only when DnsServers validate DNSSEC and the way to them is safe, best on this machine.',
      fr: 'Exige des serveurs les certificats publiés dans leur DNS (RFC 7672). À n’activer que si DnsServers valident DNSSEC et que le chemin vers eux est sûr, au mieux sur cette machine.',
    },
  }),
  MtaStsEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'at-once',
    label: { en: 'MTA-STS when sending', fr: 'MTA-STS à l’envoi' },
    help: {
      en: 'Fetches the policies of domains (RFC 8461) and keeps to those that say enforce: only the hosts they name, only with a certificate that is right.',
      fr: 'Lit les politiques des domaines (RFC 8461) et respecte celles qui disent enforce : seuls les hôtes nommés, seulement avec un certificat valable.',
    },
  }),
  MtaStsPolicyMode: setting<'None' | 'Testing' | 'Enforce'>({
    type: { kind: 'enum', values: [{ name: 'None' }, { name: 'Testing' }, { name: 'Enforce' }] },
    default: 'Testing',
    takesEffect: 'at-once',
    label: { en: 'MTA-STS policy of our domains', fr: 'Politique MTA-STS de nos domaines' },
    help: {
      en: 'What https://mta-sts.<accepted domain>/.well-known/mta-sts.txt says to other servers: Testing asks them to report only, Enforce to deliver over verified TLS or not at all, None to forget the policy. It counts once the record of Get-DnsRecordAdvice is published.',
      fr: 'Ce que https://mta-sts.<domaine accepté>/.well-known/mta-sts.txt dit aux autres serveurs : Testing leur demande seulement de signaler, Enforce de remettre par TLS vérifié ou pas du tout, None d’oublier la politique. Elle compte une fois publié l’enregistrement de Get-DnsRecordAdvice.',
    },
  }),
  MtaStsPolicyHosts: setting<readonly string[]>({
    type: { kind: 'string', maxLength: 253, pattern: '^(?:\\*\\.)?[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+$' },
    list: true,
    default: [],
    takesEffect: 'at-once',
    label: { en: 'Hosts of the MTA-STS policy', fr: 'Hôtes de la politique MTA-STS' },
    help: {
      en: 'The mail exchangers that the policy names (mx.contoso.com, *.contoso.com), all that your MX records name; the name of the connector for strangers when empty.',
      fr: 'Les serveurs que nomme la politique (mx.contoso.com, *.contoso.com), tous ceux de vos enregistrements MX ; le nom du connecteur pour inconnus si vide.',
    },
  }),
  MtaStsPolicyMaxAge: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 86_400_000, maxMs: 31_536_000_000, bareNumber: 'days' },
    default: TimeSpan.fromSeconds(7 * 86_400),
    takesEffect: 'at-once',
    label: { en: 'Age of the MTA-STS policy', fr: 'Durée de la politique MTA-STS' },
    help: {
      en: 'How long other servers keep the policy: a week at first, weeks or months once it is Enforce.',
      fr: 'Durée pendant laquelle les autres serveurs gardent la politique : une semaine au début, des semaines ou des mois une fois Enforce.',
    },
  }),
});

export type TransportSettings = SettingsValues<(typeof transportSettings)['declarations']>;
