import { isIP } from 'node:net';
import type { LocalisedText } from '@relais/management-contract';
import { parseAddressSpace } from './address-space.ts';
import type { SendConnector } from './send-connectors.ts';
import { parseSmartHost } from './smart-host.ts';

/** A connector that contradicts itself or its neighbours. `parameter` is the one to change. */
export class SendConnectorError extends Error {
  readonly parameter: keyof SendConnector;
  readonly text: LocalisedText;
  constructor(parameter: keyof SendConnector, text: LocalisedText) {
    super(text.en);
    this.name = 'SendConnectorError';
    this.parameter = parameter;
    this.text = text;
  }
}

/** @throws SendConnectorError */
export function checkSendConnector(connector: SendConnector, others: readonly SendConnector[]): void {
  checkName(connector, others);
  checkAddressSpaces(connector);
  checkSmartHosts(connector);
  checkTls(connector);
  const { Fqdn, SourceIPAddress, Comment } = connector;
  // RFC 1123 §2.1: a name that ends in a number would be an IP address.
  const isName = (text: string): boolean =>
    /^[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u.test(text) && !/(?:^|\.)\d+$/.test(text);
  if (Fqdn !== null && (Fqdn.length > 255 || !isName(Fqdn)))
    refuse(
      'Fqdn',
      `"${Fqdn}" isn't a host name; one looks like mail.contoso.com.`,
      `« ${Fqdn} » n’est pas un nom d’hôte ; par exemple mail.contoso.com.`,
    );
  if (SourceIPAddress !== null && isIP(SourceIPAddress) === 0)
    refuse(
      'SourceIPAddress',
      `"${SourceIPAddress}" isn't an IP address of this server.`,
      `« ${SourceIPAddress} » n’est pas une adresse IP de ce serveur.`,
    );
  if (Comment.length > 1024)
    refuse('Comment', 'Comment may have at most 1024 characters.', 'Comment est limité à 1024 caractères.');
}

function checkName({ Name }: SendConnector, others: readonly SendConnector[]): void {
  if (Name.trim() === '' || Name.length > 64 || /[\p{Cc}\p{Zl}\p{Zp}\\]/u.test(Name))
    refuse(
      'Name',
      `The name "${Name}" isn't valid for a send connector: it must have 1 to 64 characters and no backslash.`,
      `Le nom « ${Name} » n’est pas valable pour un connecteur d’envoi : 1 à 64 caractères, sans barre oblique inverse.`,
    );
  if (others.some((other) => other.Name.toLowerCase() === Name.toLowerCase()))
    refuse(
      'Name',
      `The send connector "${Name}" already exists; choose another name.`,
      `Le connecteur d’envoi « ${Name} » existe déjà ; choisissez un autre nom.`,
    );
}

function checkAddressSpaces({ AddressSpaces }: SendConnector): void {
  if (AddressSpaces.length === 0)
    refuse(
      'AddressSpaces',
      'A send connector needs at least one address space, for example "SMTP:*;1" for every domain.',
      'Un connecteur d’envoi a besoin d’au moins un espace d’adressage, par exemple « SMTP:*;1 » pour tous les domaines.',
    );
  const wrong = AddressSpaces.find((space) => parseAddressSpace(space) === null);
  // Forms of Exchange that runbooks have and that mean nothing here.
  if (wrong !== undefined && /^(?:smtp:)?--(?:;|$)/i.test(wrong))
    refuse(
      'AddressSpaces',
      `"${wrong}" is for Edge Transport servers, which bring mail inward; this server delivers to its accepted domains by itself.`,
      `« ${wrong} » est destiné aux serveurs de transport Edge, qui remettent le courrier vers l’intérieur ; ce serveur dessert lui-même ses domaines acceptés.`,
    );
  if (wrong !== undefined && parseAddressSpace(wrong.replace(/^\s*local:/i, '')) !== null)
    refuse(
      'AddressSpaces',
      `"${wrong}" limits the connector to one site, and all servers are of one site here; write it without Local:.`,
      `« ${wrong} » limite le connecteur à un seul site, et tous les serveurs sont ici d’un seul site ; écrivez-le sans Local:.`,
    );
  if (wrong !== undefined)
    refuse(
      'AddressSpaces',
      `"${wrong}" isn't an address space; write *, contoso.com or *.contoso.com with a cost of 1 to 100, for example "SMTP:*.contoso.com;5".`,
      `« ${wrong} » n’est pas un espace d’adressage ; écrivez *, contoso.com ou *.contoso.com avec un coût de 1 à 100, par exemple « SMTP:*.contoso.com;5 ».`,
    );
}

function checkSmartHosts(connector: SendConnector): void {
  const { DNSRoutingEnabled, SmartHosts, SmartHostAuthMechanism, AuthenticationCredential } = connector;
  const wrong = SmartHosts.find((host) => parseSmartHost(host) === null);
  if (wrong !== undefined)
    refuse(
      'SmartHosts',
      `"${wrong}" isn't a smart host; write a host name, an IP address, or one with a port such as mail.isp.test:587.`,
      `« ${wrong} » n’est pas un hôte actif ; écrivez un nom d’hôte, une adresse IP, ou l’un d’eux avec un port, par exemple mail.isp.test:587.`,
    );
  if (DNSRoutingEnabled === SmartHosts.length > 0)
    refuse(
      'SmartHosts',
      DNSRoutingEnabled
        ? 'SmartHosts can only be used when DNSRoutingEnabled is $false.'
        : 'DNSRoutingEnabled $false needs at least one of SmartHosts.',
      DNSRoutingEnabled
        ? 'SmartHosts ne peut être utilisé que si DNSRoutingEnabled vaut $false.'
        : 'DNSRoutingEnabled $false exige au moins un hôte dans SmartHosts.',
    );
  const signsIn = SmartHostAuthMechanism === 'BasicAuth' || SmartHostAuthMechanism === 'BasicAuthRequireTLS';
  if (signsIn !== (AuthenticationCredential !== null))
    refuse(
      'AuthenticationCredential',
      signsIn
        ? `SmartHostAuthMechanism ${SmartHostAuthMechanism} needs -AuthenticationCredential (Get-Credential).`
        : 'AuthenticationCredential needs SmartHostAuthMechanism BasicAuth or BasicAuthRequireTLS.',
      signsIn
        ? `SmartHostAuthMechanism ${SmartHostAuthMechanism} exige -AuthenticationCredential (Get-Credential).`
        : 'AuthenticationCredential exige SmartHostAuthMechanism BasicAuth ou BasicAuthRequireTLS.',
    );
}

function checkTls({
  RequireTLS,
  IgnoreSTARTTLS,
  TlsAuthLevel,
  TlsDomain,
  SmartHostAuthMechanism,
}: SendConnector): void {
  if (IgnoreSTARTTLS && (RequireTLS || SmartHostAuthMechanism === 'BasicAuthRequireTLS'))
    refuse(
      'IgnoreSTARTTLS',
      'IgnoreSTARTTLS $true contradicts a connector that requires TLS.',
      'IgnoreSTARTTLS $true contredit un connecteur qui exige TLS.',
    );
  if (TlsAuthLevel !== null && !RequireTLS)
    refuse('TlsAuthLevel', 'TlsAuthLevel needs RequireTLS $true.', 'TlsAuthLevel exige RequireTLS $true.');
  if (TlsDomain !== null && TlsAuthLevel !== 'DomainValidation')
    refuse(
      'TlsDomain',
      'TlsDomain needs TlsAuthLevel DomainValidation.',
      'TlsDomain exige TlsAuthLevel DomainValidation.',
    );
}

function refuse(parameter: keyof SendConnector, en: string, fr: string): never {
  throw new SendConnectorError(parameter, { en, fr });
}
