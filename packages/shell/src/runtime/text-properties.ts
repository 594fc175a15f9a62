import type { Value } from './values.ts';

/**
 * What scripts ask of Exchange's values that are texts here: an address's `Domain`, a binding's `Port`, a range's
 * `LowerBound`. `undefined` for a text of another shape.
 */
export function textProperty(text: string, name: string): Value | undefined {
  const wanted = name.toLowerCase();
  for (const [shape, properties] of shapes) {
    const read = properties[wanted];
    const found = read === undefined ? null : shape.exec(text);
    if (read !== undefined && found !== null) return read(found);
  }
  // A user in the list of a folder is an object in Exchange, and its name here.
  if (wanted === 'displayname' || wanted === 'rawidentity') return text;
  // So are identities (`(Get-Mailbox alice).Database.Name`): their name stands last.
  return wanted === 'name' ? (nameIn.exec(text)?.[1] ?? text) : undefined;
}

/** `CAS01\Default Frontend CAS01`, `contoso.com/Users/Alice Martin` */
const nameIn = /^(?:[^\\]+\\|(?:[\w-]+\.)+[\w-]+\/(?:.*\/)?)([^\\]+)$/;

type Reader = (found: RegExpExecArray) => Value;

const shapes: readonly (readonly [RegExp, Readonly<Record<string, Reader>>])[] = [
  // SmtpAddress
  [
    /^([^\s@:]+)@([^\s@:]+)$/,
    {
      local: ([, local = '']) => local,
      domain: ([, , domain = '']) => domain,
      address: ([address]) => address,
      isvalidaddress: () => true,
    },
  ],
  // SmtpDomainWithSubdomains: what Get-AcceptedDomain's DomainName is.
  [
    /^(?:\*\.)?((?:[\w-]+\.)+[A-Za-z][\w-]*)$/,
    {
      domain: ([, domain = '']) => domain,
      includesubdomains: ([written]) => written.startsWith('*.'),
    },
  ],
  [/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i, { guid: ([guid]) => guid }],
  // ProtocolConnectionSettings: `mail.contoso.com:993:SSL`
  [
    /^([^\s:]+):(\d{1,5})(?::([A-Za-z]+))?$/,
    {
      hostname: ([, hostname = '']) => hostname,
      encryptiontype: ([, , , encryption]) => encryption ?? null,
    },
  ],
  // AddressSpace of a send connector: `SMTP:*.contoso.com;5`
  [
    /^([A-Za-z]\w*):([^\s;]+);(\d{1,3})$/,
    {
      type: ([, type = '']) => type,
      address: ([, , address = '']) => address,
      domain: ([, , address = '']) => address.replace(/^\*\./, ''),
      includesubdomains: ([, , address = '']) => address.startsWith('*'),
      cost: ([, , , cost = '']) => Number(cost),
    },
  ],
  // ADObjectId, written as a canonical name: `contoso.com/Users/Alice Martin`
  [
    /^((?:[\w-]+\.)+[\w-]+)\/((?:[^/]+\/)*)([^/]+)$/,
    {
      parent: ([, domain = '', folders = '']) => `${domain}/${folders}`.replace(/\/$/, ''),
      distinguishedname: ([, domain = '', folders = '', name = '']) =>
        [name, ...folders.split('/').filter(Boolean).reverse()]
          .map((part) => `CN=${part.replaceAll(/[,+"\\<>;=]/g, '\\$&')}`)
          .concat(domain.split('.').map((part) => `DC=${part}`))
          .join(','),
    },
  ],
  // IPBinding and the settings above: what stands before the port, in brackets when it has colons.
  [
    /^(?:\[([\da-f:.]+)\]|([^\s:]+)):(\d{1,5})(?::[A-Za-z]+)?$/i,
    {
      address: ([, inBrackets, plain = '']) => inBrackets ?? plain,
      port: ([, , , port = '']) => Number(port),
    },
  ],
  // IPRange: two addresses, one, or one with the length of its prefix (IPv4).
  [
    /^([\da-f:.]+)-([\da-f:.]+)$/i,
    {
      lowerbound: ([, low = '']) => low,
      upperbound: ([, , high = '']) => high,
      rangeformat: () => 'LoHi',
      expression: ([range]) => range,
    },
  ],
  [
    /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/,
    {
      lowerbound: ([, address = '', length]) => bound(address, length, false),
      upperbound: ([, address = '', length]) => bound(address, length, true),
      cidrlength: ([, , length]) => (length === undefined ? null : Number(length)),
      rangeformat: ([, , length]) => (length === undefined ? 'SingleAddress' : 'CIDR'),
      expression: ([range]) => range,
    },
  ],
];

/** The first or last address of a network. */
function bound(address: string, length: string | undefined, isLast: boolean): string {
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Math.min(32, Number(length ?? 32)));
  const first = number - (number % size);
  const wanted = isLast ? first + size - 1 : first;
  return [24, 16, 8, 0].map((shift) => Math.floor(wanted / 2 ** shift) % 256).join('.');
}
