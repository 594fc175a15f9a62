import { ReceiveConnectorError } from '../../domain/configuration/receive-connector-rules.ts';
import { DirectoryError, type DirectoryErrorCode } from '../../domain/directory/directory.ts';
import { CmdletError, type CmdletErrorFields } from './cmdlet-error.ts';

const directoryRefusals: Readonly<
  Record<DirectoryErrorCode, Pick<CmdletErrorFields, 'id' | 'category' | 'exception'> & { readonly fr: string }>
> = {
  'address-taken': {
    id: 'ProxyAddressExists',
    category: 'ResourceExists',
    exception: 'ProxyAddressExistsException',
    fr: 'Cette adresse est déjà utilisée.',
  },
  'name-taken': {
    id: 'ObjectAlreadyExists',
    category: 'ResourceExists',
    exception: 'ADObjectAlreadyExistsException',
    fr: 'Ce nom est déjà utilisé.',
  },
  'address-invalid': {
    id: 'DataValidation',
    category: 'InvalidData',
    exception: 'DataValidationException',
    fr: 'Cette valeur n’est pas valable.',
  },
  'domain-not-accepted': {
    id: 'NotAcceptedDomain',
    category: 'InvalidArgument',
    exception: 'NotAcceptedDomainException',
    fr: 'Ce domaine n’est pas un domaine accepté de l’organisation.',
  },
  'not-found': {
    id: 'ManagementObjectNotFound',
    category: 'ObjectNotFound',
    exception: 'ManagementObjectNotFoundException',
    fr: 'Cet objet n’existe pas.',
  },
  'in-use': {
    id: 'ObjectInUse',
    category: 'InvalidOperation',
    exception: 'InvalidOperationException',
    fr: 'Cet objet est utilisé et ne peut pas être changé ainsi.',
  },
};

/** A refusal of the domain as a cmdlet's error; `null` for anything else, which is a bug or an outage. */
export function domainRefusal(error: unknown): CmdletError | null {
  if (error instanceof CmdletError) return error;
  if (error instanceof DirectoryError) {
    const { fr, ...fields } = directoryRefusals[error.code];
    return new CmdletError({ ...fields, text: { en: error.message, fr: `${fr} (${error.message})` } });
  }
  if (error instanceof ReceiveConnectorError) {
    return new CmdletError({
      id: 'DataValidation',
      category: 'InvalidData',
      exception: 'DataValidationException',
      parameter: error.parameter,
      text: error.text,
    });
  }
  return null;
}
