import type { ManagementValue } from '@relais/management-contract';
import { parseAddressRange } from '../../../domain/configuration/address-range.ts';
import { formatBinding, parseBinding } from '../../../domain/configuration/binding.ts';
import { formatConnectionSetting, parseConnectionSetting } from '../../../domain/configuration/connection-setting.ts';
import { type Conversion, converted, notThisType, textOf } from './conversion.ts';

export function convertBinding(value: ManagementValue): Conversion {
  const binding = parseBinding(textOf(value) ?? '');
  if (binding !== null && binding.port > 0) return converted(formatBinding(binding));
  return notThisType(
    'A binding is an IP address and a port from 1 to 65535, for example 0.0.0.0:143, [::]:143 or 10.0.0.1:993.',
    'Une liaison se compose d’une adresse IP et d’un port de 1 à 65535, par exemple 0.0.0.0:143, [::]:143 ou 10.0.0.1:993.',
  );
}

export function convertConnectionSetting(value: ManagementValue): Conversion {
  const setting = parseConnectionSetting(textOf(value) ?? '');
  if (setting !== null) return converted(formatConnectionSetting(setting));
  return notThisType(
    'A connection setting is HostName:Port:[TLS or SSL], for example mail.contoso.com:993:SSL, mail.contoso.com:143:TLS, or mail.contoso.com:143 without encryption.',
    'Un paramètre de connexion s’écrit NomHôte:Port:[TLS ou SSL], par exemple mail.contoso.com:993:SSL, mail.contoso.com:143:TLS, ou mail.contoso.com:143 sans chiffrement.',
  );
}

export function convertAddressRange(value: ManagementValue): Conversion {
  const text = textOf(value)?.trim() ?? '';
  if (parseAddressRange(text) !== null) return converted(text.toLowerCase().replaceAll(/\s/g, ''));
  return notThisType(
    'An address range is one address, first-last or CIDR, for example 192.168.1.1, 192.168.1.10-192.168.1.99, 192.168.1.0/24 or ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff.',
    'Une plage d’adresses est une adresse, première-dernière ou CIDR, par exemple 192.168.1.1, 192.168.1.10-192.168.1.99, 192.168.1.0/24 ou ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff.',
  );
}

export function convertUri(value: ManagementValue): Conversion {
  const text = textOf(value)?.trim() ?? '';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:')) return converted(url.href);
  return notThisType(
    'An address of the form https://mail.contoso.com/owa belongs here.',
    'Il faut ici une adresse de la forme https://mail.contoso.com/owa.',
  );
}
