import type { ErrorCategory, ErrorRecord } from '@relais/management-contract';

const statusOf: Readonly<Record<ErrorCategory, number>> = {
  InvalidArgument: 400,
  InvalidData: 400,
  ParserError: 400,
  InvalidOperation: 409,
  ObjectNotFound: 404,
  PermissionDenied: 403,
  AuthenticationError: 403,
  ResourceExists: 409,
  ResourceUnavailable: 503,
  OperationStopped: 409,
  NotSpecified: 500,
};

const codeOf: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  500: 'InternalServerError',
  503: 'ServiceUnavailable',
};

/** An error record in the shape of the Exchange Online module's API (reference §7.3), our record whole in `innererror`. */
export function restError(error: ErrorRecord): { readonly status: number; readonly body: object } {
  const status = statusOf[error.category];
  const exception = error.exception ?? error.id;
  return {
    status,
    body: {
      error: {
        code: codeOf[status] ?? 'BadRequest',
        message: 'Error executing cmdlet',
        details: [
          {
            code: 'Context',
            target: error.target ?? '',
            // Scripts split this at the bars: identity of the error, exception, text.
            message: `Ex${shortHash(error.id)}|Microsoft.Exchange.Configuration.Tasks.${exception}|${error.message}`,
          },
        ],
        innererror: error,
      },
    },
  };
}

/** Six stable hex digits of an error id (FNV-1a). */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return (hash & 0xffffff).toString(16).toUpperCase().padStart(6, '0');
}
