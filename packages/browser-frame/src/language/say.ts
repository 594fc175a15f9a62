import type { Language } from './current-language.ts';
import { numberText } from './numbers.ts';

/** Texts by key, in areas: `{ signIn: { title: 'Sign in' } }`. */
export interface TextTree {
  readonly [key: string]: string | TextTree;
}

/** Every key of a tree of texts, as `signIn.title`: of four levels, for a recursive type would be too deep for the compiler. */
export type KeysOf<T> = WithoutPlural<
  { [A in keyof T & string]: T[A] extends string ? A : `${A}.${KeysOfThree<T[A]>}` }[keyof T & string]
>;
type KeysOfThree<T> = {
  [A in keyof T & string]: T[A] extends string ? A : `${A}.${KeysOfTwo<T[A]>}`;
}[keyof T & string];
type KeysOfTwo<T> = { [A in keyof T & string]: T[A] extends string ? A : `${A}.${keyof T[A] & string}` }[keyof T &
  string];

/** `pending.sessions_one` and `pending.sessions_other` are asked for as `pending.sessions`, with a `count`. */
type WithoutPlural<Key> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key;

/** What fills the gaps of a text; `count` also chooses between one and many. */
export type Values = Readonly<Record<string, string | number>>;

/** Gives the text of a key with its gaps filled. */
export type Say<Key extends string = string> = (key: Key, values?: Values) => string;

/**
 * Says these texts. A gap is `{{name}}`, or `{{count, number}}` for a number as the reader writes it; what fills it is not looked
 * through for gaps. A key that nobody has words for stands for itself.
 */
export function sayIn(texts: object, language: Language): Say {
  const flat = new Map(entriesOf(texts as TextTree, ''));
  const plural = new Intl.PluralRules(language);
  return (key, values = {}) => {
    const { count } = values;
    const form = typeof count === 'number' && plural.select(count) === 'one' ? 'one' : 'other';
    const text = flat.get(key) ?? flat.get(`${key}_${form}`) ?? key;
    return text.replaceAll(/\{\{(\w+)(, number)?\}\}/g, (_, name: string, asNumber?: string) => {
      const value = values[name] ?? '';
      return asNumber !== undefined && typeof value === 'number' ? numberText(value) : String(value);
    });
  };
}

function entriesOf(tree: TextTree, prefix: string): readonly (readonly [string, string])[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as const] : entriesOf(value, `${prefix}${key}.`),
  );
}
