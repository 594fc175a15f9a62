import { MailError } from '../domain/mail/mail-error.ts';
import { storageErrorCodeIn } from '../storage/storage-error.ts';
import { HttpRefusal } from './refusal.ts';

/** How long a client should wait before it asks again, in seconds. */
const againSeconds = '10';

/**
 * What a request is told while the store cannot be read or written: it is no fault of the request, and it passes. `null`
 * for any other error. Which file or database it is, strangers are not told (the log is).
 */
export function storageRefusal(error: unknown): HttpRefusal | null {
  const code = storageErrorCodeIn(error);
  const isMail = error instanceof MailError;
  // RFC 4918 §11.5
  if (code === 'storage-full' || (isMail && error.code === 'storage-full'))
    return new HttpRefusal(507, 'Unavailable', {
      en: 'The server has no space left; nothing was changed.',
      fr: 'Le serveur n’a plus d’espace ; rien n’a été modifié.',
    });
  // RFC 9110 §15.6.4
  if (code !== null || (isMail && (error.code === 'storage-unavailable' || error.code === 'busy')))
    return new HttpRefusal(
      503,
      'Unavailable',
      {
        en: 'The mailboxes cannot be reached at the moment. Try again later.',
        fr: 'Les boîtes aux lettres sont injoignables pour le moment. Réessayez plus tard.',
      },
      { 'retry-after': againSeconds },
    );
  return null;
}
