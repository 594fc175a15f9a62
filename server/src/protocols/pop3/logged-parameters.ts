import type { Request } from '@relais/pop3-codec';

/** For the protocol log, which never writes what PASS and AUTH carry. */
export function loggedParameters(request: Request): string {
  switch (request.verb) {
    case 'USER':
      return request.name;
    case 'AUTH':
      return request.mechanism ?? '';
    case 'LANG':
      return request.language ?? '';
    case 'TOP':
      return `${request.number} ${request.lines}`;
    case 'DELE':
    case 'LIST':
    case 'RETR':
    case 'UIDL':
      return request.number === null ? '' : String(request.number);
    case 'CAPA':
    case 'NOOP':
    case 'PASS':
    case 'QUIT':
    case 'RSET':
    case 'STAT':
    case 'STLS':
    case 'UTF8':
      return '';
  }
}
