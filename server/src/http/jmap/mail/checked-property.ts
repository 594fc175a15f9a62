import { addressText, bracketed, encodeHeader, field, type HeaderAddress } from '@relais/mime';
import { controlCharacterIn } from '../../../platform/settings/control-characters.ts';
import { invalidProperties } from '../core/method-error.ts';

/** RFC 5321 §4.5.3.1.3: a path has 256 octets with its angle brackets. */
const longestAddressBytes = 254;
/** Longer than any file system keeps. */
const longestFileName = 1_000;

/** What a header will say of an address. @throws SetRefusal 'invalidProperties' that names `property` */
export function checkedAddress(property: string, given: HeaderAddress): HeaderAddress {
  const address = { ...given, address: given.address.trim() };
  const octets = Buffer.byteLength(address.address);
  if (octets > longestAddressBytes) {
    throw invalidProperties(
      [property],
      `An address has at most ${longestAddressBytes} octets; ${JSON.stringify(address.address.slice(0, 60))}… has ${octets}.`,
    );
  }
  checked(property, () => addressText(address));
  return address;
}

/** @throws SetRefusal 'invalidProperties' that names `property` */
export function checkedIds(property: string, ids: readonly string[]): readonly string[] {
  for (const id of ids) checked(property, () => bracketed(id));
  return ids;
}

/** @throws SetRefusal 'invalidProperties' that names `property` */
export function checkedField<F extends { readonly name: string; readonly value: string; readonly isEncoded?: boolean }>(
  property: string,
  given: F,
): F {
  checked(property, () => field(given.name, given.isEncoded === true ? given.value : encodeHeader(given.value)));
  return given;
}

/** @throws SetRefusal 'invalidProperties' that names `property` */
export function checkedFileName(property: string, name: string): string {
  const found = controlCharacterIn(name);
  if (found !== null) throw invalidProperties([property], `The name of a file is one line, but holds ${found}.`);
  if (name.length <= longestFileName) return name;
  throw invalidProperties(
    [property],
    `The name of a file has at most ${longestFileName} characters, not ${name.length}.`,
  );
}

function checked(property: string, write: () => unknown): void {
  try {
    write();
  } catch (cause) {
    if (cause instanceof RangeError) throw invalidProperties([property], cause.message);
    throw cause;
  }
}
