/**
 * Where one is: `/ecp/servers/servers/CAS01/imap4`. Area and tab name a page; the rest names what is open on it, so a
 * dialog and its section have addresses of their own.
 */
export interface Address {
  readonly area: string;
  readonly tab: string;
  /** Identity of the object whose properties are open; `newItem` for a new one. */
  readonly item: string | null;
  readonly section: string | null;
}

/** In an address, in place of an identity; no identity begins with a tilde. */
export const newItem = '~new';

const base = '/ecp/';

export function pathOf({
  area,
  tab,
  item = null,
  section = null,
}: Partial<Address> & Pick<Address, 'area' | 'tab'>): string {
  const parts = [area, tab, ...(item === null ? [] : [item, ...(section === null ? [] : [section])])];
  return base + parts.map(encodeURIComponent).join('/');
}

export function addressIn(pathname: string): Address {
  const [area = '', tab = '', item, section] = pathname.slice(base.length).split('/').filter(Boolean).map(decode);
  return { area, tab, item: item ?? null, section: section ?? null };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
