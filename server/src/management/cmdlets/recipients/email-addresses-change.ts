import { ListChange, type ManagementValue } from '@relais/management-contract';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';

/**
 * What `-EmailAddresses` and `-PrimarySmtpAddress` make of a mailbox's addresses, primary first. `SMTP:` marks the
 * primary one, `smtp:` or nothing the others; in a full list without `SMTP:` the first is primary, as in Exchange.
 * `undefined`: nothing was asked. @throws CmdletError for another address type, two primaries, or none left.
 */
export function changedAddresses(
  parameters: BoundParameters,
  current: readonly string[],
): readonly string[] | undefined {
  const asked = parameters.get<ManagementValue>('EmailAddresses');
  const primary = parameters.get<string>('PrimarySmtpAddress') ?? parameters.get<string>('WindowsEmailAddress');
  let addresses: readonly string[] | undefined;
  if (asked instanceof ListChange) {
    const removed = new Set(asked.remove.map((value) => parse(String(value)).address));
    const kept = current.filter((address) => !removed.has(address));
    const added = asked.add.map((value) => parse(String(value)));
    const [former] = current;
    const hasNewPrimary = primary !== undefined || added.some(({ isPrimary }) => isPrimary);
    if (former !== undefined && removed.has(former) && !hasNewPrimary) {
      throw refused(
        former,
        `The primary address "${former}" can't be removed. Make another one primary first, with SMTP: before it or with -PrimarySmtpAddress.`,
        `L’adresse principale « ${former} » ne peut pas être retirée. Désignez-en d’abord une autre, précédée de SMTP: ou avec -PrimarySmtpAddress.`,
      );
    }
    addresses = primaryFirst([...kept.map((address) => ({ address, isPrimary: false })), ...added]);
  } else if (asked !== undefined) {
    addresses = primaryFirst((asked as readonly string[]).map(parse));
  }
  if (primary === undefined) return addresses;
  const { address } = parse(primary);
  return [address, ...(addresses ?? current).filter((other) => other !== address)];
}

interface ProxyAddress {
  readonly address: string;
  readonly isPrimary: boolean;
}

function parse(text: string): ProxyAddress {
  const match = /^([a-z0-9]+):(.*)$/i.exec(text.trim());
  if (match?.[1] === undefined || match[2] === undefined)
    return { address: text.trim().toLowerCase(), isPrimary: false };
  if (match[1].toLowerCase() !== 'smtp') {
    throw refused(
      text,
      `Only SMTP addresses are kept here; "${text}" has the type ${match[1]}.`,
      `Seules les adresses SMTP sont conservées ; « ${text} » est du type ${match[1]}.`,
    );
  }
  return { address: match[2].toLowerCase(), isPrimary: match[1] === 'SMTP' };
}

function primaryFirst(all: readonly ProxyAddress[]): readonly string[] {
  const primaries = all.filter(({ isPrimary }) => isPrimary);
  if (primaries.length > 1) {
    const list = primaries.map(({ address }) => `SMTP:${address}`).join(', ');
    throw refused(
      list,
      `There can be one primary address (SMTP:), not ${primaries.length}: ${list}.`,
      `Il ne peut y avoir qu’une adresse principale (SMTP:), pas ${primaries.length} : ${list}.`,
    );
  }
  const first = primaries[0] ?? all[0];
  if (first === undefined) {
    throw refused(
      '',
      'A mailbox needs at least one address: its primary SMTP address.',
      'Une boîte aux lettres a besoin d’au moins une adresse : son adresse SMTP principale.',
    );
  }
  return [...new Set([first.address, ...all.map(({ address }) => address)])];
}

function refused(target: string, en: string, fr: string): CmdletError {
  return new CmdletError({
    id: 'DataValidation',
    category: 'InvalidData',
    exception: 'DataValidationException',
    parameter: 'EmailAddresses',
    target,
    text: { en, fr },
  });
}
