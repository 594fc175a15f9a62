import { ListChange, type ManagementValue } from '@relais/management-contract';
import { ReceiveConnectorError } from '../../domain/configuration/receive-connector-rules.ts';
import { DirectoryError, type DirectoryErrorCode, type RefusedValue } from '../../domain/directory/directory.ts';
import { SendConnectorError } from '../../domain/queue/send-connector-rules.ts';
import { StorageError } from '../../storage/storage-error.ts';
import { CmdletError, type CmdletErrorFields } from './cmdlet-error.ts';

const directoryRefusals: Readonly<
  Record<DirectoryErrorCode, Pick<CmdletErrorFields, 'id' | 'category' | 'exception'>>
> = {
  'address-taken': {
    id: 'ProxyAddressExists',
    category: 'ResourceExists',
    exception: 'ProxyAddressExistsException',
  },
  'name-taken': {
    id: 'ObjectAlreadyExists',
    category: 'ResourceExists',
    exception: 'ADObjectAlreadyExistsException',
  },
  'address-invalid': {
    id: 'DataValidation',
    category: 'InvalidData',
    exception: 'DataValidationException',
  },
  'domain-not-accepted': {
    id: 'NotAcceptedDomain',
    category: 'InvalidArgument',
    exception: 'NotAcceptedDomainException',
  },
  'not-found': {
    id: 'ManagementObjectNotFound',
    category: 'ObjectNotFound',
    exception: 'ManagementObjectNotFoundException',
  },
  'in-use': {
    id: 'ObjectInUse',
    category: 'InvalidOperation',
    exception: 'InvalidOperationException',
  },
};

/**
 * A refusal of the domain as a cmdlet's error; `null` for anything else, which is a bug or an outage. `given` are the parameters of the
 * call: a value that the directory refused stands in one of them.
 */
export function domainRefusal(error: unknown, given: ReadonlyMap<string, ManagementValue>): CmdletError | null {
  if (error instanceof CmdletError) return error;
  if (error instanceof DirectoryError) {
    const parameter = error.refused === null ? undefined : parameterWith(error.refused, given);
    return new CmdletError({
      ...directoryRefusals[error.code],
      text: { en: error.message, fr: error.french },
      ...(error.refused === null ? {} : { target: error.refused.value }),
      ...(parameter === undefined ? {} : { parameter }),
    });
  }
  if (error instanceof ReceiveConnectorError || error instanceof SendConnectorError) {
    return new CmdletError({
      id: 'DataValidation',
      category: 'InvalidData',
      exception: 'DataValidationException',
      parameter: error.parameter,
      text: error.text,
    });
  }
  if (error instanceof StorageError) {
    // The sentence is for whoever runs the server, which an administrator is.
    return new CmdletError({
      id: 'StorageUnavailable',
      category: 'ResourceUnavailable',
      exception: 'DataSourceTransientException',
      text: {
        en: `Nothing was changed: the store refused. ${error.message}`,
        fr: `Rien n’a été modifié : le stockage a refusé. ${error.message}`,
      },
    });
  }
  return null;
}

/** Which parameter of the call holds the value; of an address that was made of an alias, the one that holds that. */
function parameterWith(
  { value, property }: RefusedValue,
  given: ReadonlyMap<string, ManagementValue>,
): string | undefined {
  const names = [...given.keys()].filter((name) => name !== 'Identity');
  const holding = (text: string) => names.filter((name) => textsIn(given.get(name)).includes(text.toLowerCase()));
  const exact = holding(value);
  const [localPart = ''] = value.split('@');
  return (
    exact.find((name) => name === property) ?? exact[0] ?? (value === localPart ? undefined : holding(localPart)[0])
  );
}

/** Every text of a value in lower case, addresses without the prefix of their kind. */
function textsIn(value: ManagementValue | undefined): readonly string[] {
  if (typeof value === 'string') return [value.toLowerCase().replace(/^smtp:/, '')];
  if (value instanceof ListChange) return textsIn(value.add);
  return Array.isArray(value) ? value.flatMap(textsIn) : [];
}
