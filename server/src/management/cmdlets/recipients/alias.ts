/**
 * The alias that Exchange makes of a name: letters, digits and what its aliases may hold beside them
 * (`! # % * + - / = ? ^ _ { | } ~`, a point between others); everything else is dropped, accents of Latin letters are folded.
 * Letters of other scripts stay: with them the address is one of RFC 6531. At most 64 characters; empty when none is left.
 */
export function aliasFrom(name: string): string {
  const cleaned = withoutAccents(name)
    .replaceAll(/[^\p{L}\p{M}\p{N}!#%*+/=?^_{|}~.-]/gu, '')
    .replaceAll(/^\.+|\.+$|(?<=\.)\.+/g, '');
  return cleaned.slice(0, 64).replace(/\.$/, '');
}

/** What stands before the @ of a recipient's first address, made of its alias (New-Mailbox -Alias: ö becomes oe). */
export function withoutAccents(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[äöüæœøßđðþłÄÖÜÆŒØẞĐÐÞŁ]/gu, (letter) => spelled[letter] ?? letter)
    .normalize('NFD')
    .replaceAll(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    .normalize('NFC');
}

const spelled: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ß: 'ss',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  Ä: 'Ae',
  Ö: 'Oe',
  Ü: 'Ue',
  Æ: 'Ae',
  Œ: 'Oe',
  Ø: 'O',
  ẞ: 'SS',
  Đ: 'D',
  Ð: 'D',
  Þ: 'Th',
  Ł: 'L',
};
