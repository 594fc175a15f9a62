import type { MessageStructure } from '@relais/mime';
import { readHeaderFields } from '../../../services/message-authentication/header-fields.ts';
import type { ResultsProof } from '../../../services/message-authentication/results-proof.ts';
import { collectBytes } from './message-facts.ts';

/** A property of ours, given where it is asked for: Authentication-Results as this server wrote it at delivery, unfolded, or null. */
export const provenResultsProperty = 'relais:authenticationResults';

export interface ContentRange {
  readonly start: number;
  readonly end: number;
}

/** Nothing is read where no such field stands. */
export async function provenResults(
  proof: ResultsProof,
  read: (range: ContentRange) => AsyncIterable<Uint8Array>,
  { header }: MessageStructure,
): Promise<string | null> {
  if (!header.some(({ name }) => name === 'authentication-results')) return null;
  const end = Math.max(...header.map((field) => field.end));
  const bytes = await collectBytes(read({ start: 0, end }));
  return proof.find(readHeaderFields(bytes.toString('latin1')));
}
