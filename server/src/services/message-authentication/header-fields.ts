/** One field of a header as it stands there, one character a byte. */
export interface HeaderField {
  /** In lower case. */
  readonly name: string;
  /** With name and folding, without its line end. */
  readonly raw: string;
}

/** The fields of a header in order; what is no field is passed over. */
export function readHeaderFields(header: string): readonly HeaderField[] {
  return header.split(/\r\n(?![ \t])/).flatMap((raw) => {
    const name = /^([!-9;-~]+)[ \t]*:/.exec(raw)?.[1];
    return name === undefined ? [] : [{ name: name.toLowerCase(), raw }];
  });
}

/** What stands after the colon, unfolded. */
export function fieldBody({ raw }: HeaderField): string {
  return raw
    .slice(raw.indexOf(':') + 1)
    .replaceAll('\r\n', '')
    .trim();
}
