import { ReceiveConnectorError } from '../../domain/configuration/receive-connector-rules.ts';
import { DirectoryError, type DirectoryErrorCode } from '../../domain/directory/directory.ts';
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

/** A refusal of the domain as a cmdlet's error; `null` for anything else, which is a bug or an outage. */
export function domainRefusal(error: unknown): CmdletError | null {
  if (error instanceof CmdletError) return error;
  if (error instanceof DirectoryError) {
    return new CmdletError({ ...directoryRefusals[error.code], text: { en: error.message, fr: error.french } });
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
