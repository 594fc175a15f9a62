import type { LocalisedText } from '@relais/management-contract';
import { type AddressRange, parseAddressRange, rangeContains, rangesOverlap } from './address-range.ts';
import type { ReceiveConnector } from './receive-connectors.ts';

/** A connector that contradicts itself or its neighbours. `parameter` is the one to change. */
export class ReceiveConnectorError extends Error {
  readonly parameter: keyof ReceiveConnector;
  readonly text: LocalisedText;
  constructor(parameter: keyof ReceiveConnector, text: LocalisedText) {
    super(text.en);
    this.name = 'ReceiveConnectorError';
    this.parameter = parameter;
    this.text = text;
  }
}

/** The rules between a connector's parameters and between connectors (reference §2.1). @throws ReceiveConnectorError */
export function checkReceiveConnector(connector: ReceiveConnector, others: readonly ReceiveConnector[]): void {
  checkName(connector, others);
  checkAuthentication(connector);
  checkText(connector);
  if (connector.ConnectionInactivityTimeout.milliseconds >= connector.ConnectionTimeout.milliseconds) {
    refuse(
      'ConnectionInactivityTimeout',
      `ConnectionInactivityTimeout (${connector.ConnectionInactivityTimeout.toString()}) must be less than ConnectionTimeout (${connector.ConnectionTimeout.toString()}).`,
      `ConnectionInactivityTimeout (${connector.ConnectionInactivityTimeout.toString()}) doit être inférieur à ConnectionTimeout (${connector.ConnectionTimeout.toString()}).`,
    );
  }
  checkBindings(connector, others);
}

function checkName(connector: ReceiveConnector, others: readonly ReceiveConnector[]): void {
  const { Name } = connector;
  if (Name.trim() === '' || Name.length > 64 || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(Name) || Name.includes('\\')) {
    refuse(
      'Name',
      `The name "${Name}" isn't valid for a receive connector: it must have 1 to 64 characters and no backslash.`,
      `Le nom « ${Name} » n’est pas valable pour un connecteur de réception : 1 à 64 caractères, sans barre oblique inverse.`,
    );
  }
  if (others.some((other) => other.Name.toLowerCase() === Name.toLowerCase())) {
    refuse(
      'Name',
      `The receive connector "${Name}" already exists on this server; choose another name.`,
      `Le connecteur de réception « ${Name} » existe déjà sur ce serveur ; choisissez un autre nom.`,
    );
  }
}

function checkAuthentication({ AuthMechanism, PermissionGroups, RequireTLS, ImplicitTls }: ReceiveConnector): void {
  const has = (mechanism: (typeof AuthMechanism)[number]): boolean => AuthMechanism.includes(mechanism);
  if (has('BasicAuthRequireTLS') && !(has('BasicAuth') && has('Tls'))) {
    refuse(
      'AuthMechanism',
      `AuthMechanism "${AuthMechanism.join(', ')}" isn't valid: BasicAuthRequireTLS needs BasicAuth and Tls beside it.`,
      `AuthMechanism « ${AuthMechanism.join(', ')} » n’est pas valable : BasicAuthRequireTLS exige aussi BasicAuth et Tls.`,
    );
  }
  if (
    has('ExternalAuthoritative') &&
    AuthMechanism.some((mechanism) => mechanism !== 'ExternalAuthoritative' && mechanism !== 'Tls')
  ) {
    refuse(
      'AuthMechanism',
      `AuthMechanism "${AuthMechanism.join(', ')}" isn't valid: ExternalAuthoritative may stand alone or with Tls only.`,
      `AuthMechanism « ${AuthMechanism.join(', ')} » n’est pas valable : ExternalAuthoritative n’admet que Tls à ses côtés.`,
    );
  }
  if (has('ExternalAuthoritative') && !PermissionGroups.includes('ExchangeServers')) {
    refuse(
      'PermissionGroups',
      'AuthMechanism ExternalAuthoritative needs ExchangeServers among the PermissionGroups.',
      'AuthMechanism ExternalAuthoritative exige ExchangeServers parmi les PermissionGroups.',
    );
  }
  if (RequireTLS && !has('Tls') && !ImplicitTls) {
    refuse(
      'RequireTLS',
      'RequireTLS can be $true only when AuthMechanism contains Tls.',
      'RequireTLS ne peut valoir $true que si AuthMechanism contient Tls.',
    );
  }
}

// RFC 1123 §2.1: a name that ends in a number would be an IP address.
const hostName = /^(?!(?:.*\.)?\d+$)[\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?$/u;

function checkText({ Banner, Fqdn, Comment, DefaultDomain }: ReceiveConnector): void {
  // RFC 5321 §4.3.1: 220 is the greeting's code; a line end in it would be a second reply.
  if (Banner !== null && (!/^220(?: |$)/.test(Banner) || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(Banner) || Banner.length > 500)) {
    refuse(
      'Banner',
      `The banner "${Banner}" isn't valid: it must begin with 220, be one line and have at most 500 characters, for example "220 mail.contoso.com ready". $null restores the default.`,
      `La bannière « ${Banner} » n’est pas valable : elle doit commencer par 220, tenir sur une ligne et compter au plus 500 caractères, par exemple « 220 mail.contoso.com ready ». $null rétablit la valeur par défaut.`,
    );
  }
  if (Fqdn.length > 255 || !hostName.test(Fqdn)) {
    refuse(
      'Fqdn',
      `"${Fqdn}" isn't a host name; one looks like mail.contoso.com.`,
      `« ${Fqdn} » n’est pas un nom d’hôte ; par exemple mail.contoso.com.`,
    );
  }
  // It comes to stand in addresses.
  if (DefaultDomain !== null && DefaultDomain !== '' && !hostName.test(DefaultDomain)) {
    refuse(
      'DefaultDomain',
      `"${DefaultDomain}" isn't a domain name; one looks like contoso.com.`,
      `« ${DefaultDomain} » n’est pas un nom de domaine ; par exemple contoso.com.`,
    );
  }
  if (Comment.length > 1024) {
    refuse('Comment', 'Comment may have at most 1024 characters.', 'Comment est limité à 1024 caractères.');
  }
}

function checkBindings(connector: ReceiveConnector, others: readonly ReceiveConnector[]): void {
  const { Bindings, RemoteIPRanges, Lmtp } = connector;
  // RFC 2033 §5: a server of the Internet that met LMTP on port 25 would take its replies for SMTP's.
  if (Lmtp && Bindings.some((binding) => binding.endsWith(':25')))
    refuse(
      'Bindings',
      'A connector that speaks LMTP may not have port 25 (RFC 2033 §5); use port 24.',
      'Un connecteur LMTP ne peut pas utiliser le port 25 (RFC 2033 §5) ; utilisez le port 24.',
    );
  if (Bindings.length === 0) {
    refuse(
      'Bindings',
      'A receive connector needs at least one binding, for example 0.0.0.0:25.',
      'Un connecteur de réception a besoin d’au moins une liaison, par exemple 0.0.0.0:25.',
    );
  }
  if (RemoteIPRanges.length === 0) {
    refuse(
      'RemoteIPRanges',
      'A receive connector needs at least one remote address range, for example 0.0.0.0-255.255.255.255.',
      'Un connecteur de réception a besoin d’au moins une plage d’adresses distantes, par exemple 0.0.0.0-255.255.255.255.',
    );
  }
  for (const other of others) {
    const shared = Bindings.find((binding) => other.Bindings.includes(binding));
    if (shared === undefined) continue;
    checkRanges(connector, other, shared);
    if (connector.ImplicitTls !== other.ImplicitTls) {
      refuse(
        'ImplicitTls',
        `"${other.Name}" has ${shared} too and ${other.ImplicitTls ? 'starts with TLS' : 'starts without TLS'}: one port can't do both.`,
        `« ${other.Name} » utilise aussi ${shared} et commence ${other.ImplicitTls ? 'en TLS' : 'sans TLS'} : un même port ne peut pas faire les deux.`,
      );
    }
  }
}

// Reference §2.1: ranges on one binding may overlap only when one contains the other; the most specific wins.
function checkRanges(connector: ReceiveConnector, other: ReceiveConnector, shared: string): void {
  const parsed = (ranges: readonly string[]): AddressRange[] =>
    ranges.map(parseAddressRange).filter((range) => range !== null);
  const same = (one: AddressRange, two: AddressRange): boolean =>
    one.family === two.family && one.first === two.first && one.last === two.last;
  for (const mine of parsed(connector.RemoteIPRanges)) {
    for (const theirs of parsed(other.RemoteIPRanges)) {
      const isAmbiguous =
        rangesOverlap(mine, theirs) &&
        (same(mine, theirs) || (!rangeContains(mine, theirs) && !rangeContains(theirs, mine)));
      if (isAmbiguous) {
        refuse(
          'Bindings',
          `The values for Bindings and RemoteIPRanges conflict with the receive connector "${other.Name}": both have ${shared} for some of the same remote addresses. Choose another port or other RemoteIPRanges.`,
          `Les valeurs de Bindings et RemoteIPRanges sont en conflit avec le connecteur de réception « ${other.Name} » : tous deux ont ${shared} pour certaines des mêmes adresses distantes. Choisissez un autre port ou d’autres RemoteIPRanges.`,
        );
      }
    }
  }
}

function refuse(parameter: keyof ReceiveConnector, en: string, fr: string): never {
  throw new ReceiveConnectorError(parameter, { en, fr });
}
