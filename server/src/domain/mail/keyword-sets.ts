import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import type { Flags } from './flags.ts';
import { MailError } from './mail-error.ts';
import type { StoreLimits } from './store-limits.ts';

const mostSets = 65_535;

/**
 * The sets of keywords that messages of one folder carry; a message's row names its set by number, 0 is the empty one.
 * Keywords compare without case (RFC 9051 §2.3.2) and keep the spelling first used in the folder.
 */
export class KeywordSets {
  /** By number; holes cannot occur. */
  readonly sets: (readonly string[])[];
  private readonly folderId: number;
  private readonly numbers = new Map<string, number>();
  private readonly spellings = new Map<string, string>();
  private readonly added: number[] = [];

  private constructor(folderId: number, sets: (readonly string[])[]) {
    this.folderId = folderId;
    this.sets = sets;
    sets.forEach((keywords, number) => {
      this.numbers.set(keywords.join(' '), number);
      for (const keyword of keywords) {
        const folded = keyword.toLowerCase();
        if (!this.spellings.has(folded)) this.spellings.set(folded, keyword);
      }
    });
  }

  /** For messages without keywords: nothing has to be read. */
  static empty(folderId: number): KeywordSets {
    return new KeywordSets(folderId, [[]]);
  }

  static async load(reader: SqlReader, folderId: number): Promise<KeywordSets> {
    const rows = await reader.all<{ set_id: number; keywords: string }>(
      'SELECT set_id, keywords FROM keyword_sets WHERE account = ? AND folder_id = ? ORDER BY set_id',
      reader.account,
      folderId,
    );
    const sets: (readonly string[])[] = [[]];
    for (const row of rows) sets[row.set_id] = row.keywords.split(' ');
    return new KeywordSets(folderId, sets);
  }

  /** The number of a set, made when it is new. @throws MailError 'keyword-limit' */
  numberOf(keywords: readonly string[], limits: StoreLimits): number {
    if (keywords.length === 0) return 0;
    const chosen = new Map<string, string>();
    for (const keyword of keywords) {
      const folded = keyword.toLowerCase();
      if (!chosen.has(folded)) chosen.set(folded, this.spell(keyword, folded, limits));
    }
    const set = [...chosen.values()].sort();
    const key = set.join(' ');
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.sets.length;
      if (number > mostSets)
        throw new MailError('keyword-limit', `The folder already has ${mostSets} combinations of keywords; use fewer.`);
      this.sets.push(set);
      this.numbers.set(key, number);
      this.added.push(number);
    }
    return number;
  }

  flags(bits: number, keywordSet: number): Flags {
    return { bits, keywords: this.sets[keywordSet] ?? [] };
  }

  /** Keeps the sets that `numberOf` made. */
  async save(writer: SqlWriter): Promise<void> {
    if (this.added.length === 0) return;
    await writer.runMany(
      'INSERT INTO keyword_sets (account, folder_id, set_id, keywords) VALUES (?, ?, ?, ?)',
      this.added.map((number) => [writer.account, this.folderId, number, (this.sets[number] ?? []).join(' ')]),
    );
    this.added.length = 0;
  }

  private spell(keyword: string, folded: string, limits: StoreLimits): string {
    const known = this.spellings.get(folded);
    if (known !== undefined) return known;
    // RFC 9051 §9: flag-keyword is an atom. What is none could not be sent back.
    if (!/^[^\x00-\x20\x7f-\uffff(){%*"\\\]]+$/.test(keyword))
      throw new MailError(
        'keyword-limit',
        `"${keyword}" cannot be a keyword: letters, digits and most signs make one.`,
      );
    if (keyword.length > limits.maxKeywordBytes)
      throw new MailError('keyword-limit', `A keyword has at most ${limits.maxKeywordBytes} characters.`);
    if (this.spellings.size >= limits.maxKeywordsPerFolder)
      throw new MailError(
        'keyword-limit',
        `The folder already has ${limits.maxKeywordsPerFolder} different keywords; use one of those.`,
      );
    this.spellings.set(folded, keyword);
    return keyword;
  }
}
