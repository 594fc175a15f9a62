import type { LocalisedText } from '@relais/management-contract';

/** Why a certificate authority gives nothing: a whole sentence for the administrator. `message` is the English one. */
export class AcmeRefusal extends Error {
  readonly text: LocalisedText;
  /** The last word of the problem's type (RFC 8555 §6.7): `rateLimited`, `caa`, `badNonce`. `null`: the authority named none. */
  readonly problem: string | null;
  /** How long the authority wants to be left alone. */
  readonly retryAfterMs: number | null;
  /** HTTP's; 0 where nothing was answered. */
  readonly status: number;

  constructor(
    text: LocalisedText,
    of: {
      readonly problem?: string | null;
      readonly retryAfterMs?: number | null;
      readonly status?: number;
      readonly cause?: unknown;
    } = {},
  ) {
    super(text.en, { cause: of.cause });
    this.name = 'AcmeRefusal';
    this.text = text;
    this.problem = of.problem ?? null;
    this.retryAfterMs = of.retryAfterMs ?? null;
    this.status = of.status ?? 0;
  }
}

/** What a stranger wrote, on one line and of a bearable length. */
export function oneLine(text: string): string {
  const line = text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/[\p{Cf}]/gu, '')
    .trim();
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}
