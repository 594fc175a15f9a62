import { RequestError } from '@relais/browser-frame/server/request.ts';
import type { useWords } from './words.ts';

/** What an error says to people: the server's words, or ours where the browser has only its own (`Failed to fetch`). */
export function errorText(error: Error, t: ReturnType<typeof useWords>): string {
  return error instanceof RequestError && error.status === 0 ? t('list.unreachable') : error.message;
}
