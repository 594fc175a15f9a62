import { contentFrom, type Piece } from '../../storage/content-store.ts';
import { KeptPieces } from './kept-pieces.ts';
import { bodyTexts, headerTexts, structureOf } from './message-texts.ts';
import type { SignatureMaker } from './search-signature.ts';

/** A content as its signature is made of it. */
export interface UnsignedContent {
  readonly structure: Uint8Array;
  readonly sizeBytes: number;
}

/**
 * The signature of what SEARCH TEXT looks at in a message. `pieceAt` gives its pieces as they are stored, `rest` is called between
 * steps of some milliseconds. Nobody else may use `maker` meanwhile.
 */
export async function messageSignature(
  maker: SignatureMaker,
  { structure, sizeBytes }: UnsignedContent,
  pieceAt: (index: number) => Promise<Piece | undefined>,
  rest: () => Promise<void> | void,
): Promise<Uint8Array> {
  // What an attempt that failed left behind.
  maker.take();
  const parsed = structureOf(structure);
  const bytes = new KeptPieces((range) => contentFrom(pieceAt, range), sizeBytes);
  const add = async (text: string): Promise<void> => {
    for (const _step of maker.steps(text)) await rest();
  };
  for (const { name, text } of await headerTexts(bytes, parsed)) await add(`${name}: ${text}`);
  for await (const text of bodyTexts(bytes, parsed, true)) await add(text);
  return maker.take();
}
