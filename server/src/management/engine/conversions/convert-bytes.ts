import type { ManagementValue } from '@relais/management-contract';
import { type Conversion, converted, notThisType, outOfRange, type TypeOf } from './conversion.ts';

/** A list of numbers from 0 to 255, or Base64 text, as Base64. */
export function convertBytes(value: ManagementValue, { max }: TypeOf<'bytes'>): Conversion {
  const bytes = bytesOf(value);
  if (bytes === null) {
    return notThisType(
      "The content of a file belongs here: ([System.IO.File]::ReadAllBytes('certificate.pfx')), or Base64.",
      "Il faut ici le contenu d’un fichier : ([System.IO.File]::ReadAllBytes('certificat.pfx')), ou du Base64.",
    );
  }
  if (max !== undefined && bytes.length > max) return outOfRange('1', `${max} bytes`);
  return converted(bytes.toString('base64'));
}

function bytesOf(value: ManagementValue): Buffer | null {
  if (typeof value === 'string') {
    const packed = value.replaceAll(/\s/g, '');
    return packed !== '' && packed.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(packed)
      ? Buffer.from(packed, 'base64')
      : null;
  }
  if (!Array.isArray(value) || value.length === 0) return null;
  const list = value as readonly ManagementValue[];
  const isByte = (one: ManagementValue): one is number =>
    typeof one === 'number' && Number.isInteger(one) && one >= 0 && one <= 255;
  return list.every(isByte) ? Buffer.from(list) : null;
}
