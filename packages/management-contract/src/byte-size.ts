const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes, printed as Exchange does: `36 MB (37,748,736 bytes)`. */
export class ByteSize {
  readonly kind = 'bytes';
  readonly bytes: number;
  constructor(bytes: number) {
    this.bytes = bytes;
  }
  toString(): string {
    let unit = 0;
    let shown = this.bytes;
    while (shown >= 1024 && unit < units.length - 1) {
      shown /= 1024;
      unit += 1;
    }
    const rounded = Number.isInteger(shown) ? String(shown) : shown.toPrecision(4).replace(/\.?0+$/, '');
    return `${rounded} ${units[unit]} (${this.bytes.toLocaleString('en-US')} bytes)`;
  }
}

/** Reads `2MB`, `2 MB`, `2000000` (bytes) and the printed form `36 MB (37,748,736 bytes)`; `null` when it is no size. */
export function parseByteSize(text: string): ByteSize | null {
  const printed = /\(([\d,]+) bytes\)\s*$/.exec(text);
  if (printed?.[1] !== undefined) return new ByteSize(Number(printed[1].replaceAll(',', '')));
  const match = /^(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB)?$/i.exec(text.trim());
  if (match?.[1] === undefined) return null;
  const power = match[2] === undefined ? 0 : units.indexOf(match[2].toUpperCase() as (typeof units)[number]);
  return new ByteSize(Math.round(Number(match[1]) * 1024 ** power));
}
