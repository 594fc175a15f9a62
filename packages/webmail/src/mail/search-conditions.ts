import { currentZone } from '@relais/browser-frame/language/regional.ts';
import { momentAt } from '@relais/browser-frame/language/zoned-moment.ts';

/** Fields by what people write before the colon, in both languages. */
const fields: Readonly<Record<string, 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body'>> = {
  from: 'from',
  de: 'from',
  to: 'to',
  à: 'to',
  a: 'to',
  cc: 'cc',
  bcc: 'bcc',
  cci: 'bcc',
  subject: 'subject',
  objet: 'subject',
  body: 'body',
  corps: 'body',
};

const states: Readonly<Record<string, Condition>> = {
  unread: { notKeyword: '$seen' },
  nonlu: { notKeyword: '$seen' },
  read: { hasKeyword: '$seen' },
  lu: { hasKeyword: '$seen' },
  flagged: { hasKeyword: '$flagged' },
  suivi: { hasKeyword: '$flagged' },
  answered: { hasKeyword: '$answered' },
  répondu: { hasKeyword: '$answered' },
};

const importances: Readonly<Record<string, Condition>> = Object.fromEntries(
  Object.entries({ high: 'high', haute: 'high', low: 'low', faible: 'low' }).map(
    // RFC 8621 §4.4.1: the value contains it, whatever its case.
    ([word, value]) => [word, { header: ['Importance', value] }],
  ),
);

export type Condition = Readonly<Record<string, unknown>>;

/**
 * `from:lina subject:"été 2026" has:attachment is:unread after:2026-01-31 larger:2MB -draft a OR b` as a filter of
 * RFC 8621 §4.4.1; `null` when nothing is asked. What looks like a field and is none is searched as words.
 */
export function searchConditions(words: string): Condition | null {
  const alternatives: Condition[][] = [[]];
  for (const match of words.matchAll(/(-)?(?:([\p{L}]+):)?("[^"]*"|\S+)/gu)) {
    const [whole, minus, name, value = ''] = match;
    if (whole === 'OR' || whole === 'OU') {
      alternatives.push([]);
      continue;
    }
    const found = condition(name?.toLowerCase(), value) ?? { text: whole.replace(/^-/, '') };
    alternatives.at(-1)?.push(minus === undefined ? found : { operator: 'NOT', conditions: [found] });
  }
  const groups = alternatives.filter((group) => group.length > 0).map(together);
  if (groups.length === 0) return null;
  return groups.length === 1 ? (groups[0] as Condition) : { operator: 'OR', conditions: groups };
}

function condition(name: string | undefined, value: string): Condition | null {
  if (name === undefined) return { text: value };
  const field = fields[name];
  if (field !== undefined) return { [field]: value };
  const plain = value.replaceAll('"', '');
  switch (name) {
    case 'has':
    case 'avec':
      return /^(?:attachments?|pi[eè]ces?(?:jointes?)?)$/i.test(plain) ? { hasAttachment: true } : null;
    case 'is':
    case 'est':
      return states[plain.toLowerCase()] ?? null;
    case 'importance':
      return importances[plain.toLowerCase()] ?? null;
    case 'category':
    case 'catégorie':
      return { hasKeyword: `category-${plain.toLowerCase()}` };
    case 'before':
    case 'avant':
      return dated('before', plain);
    case 'after':
    case 'après':
      return dated('after', plain);
    case 'larger':
    case 'plus':
      return sized('minSize', plain);
    case 'smaller':
    case 'moins':
      return sized('maxSize', plain);
    default:
      return null;
  }
}

function dated(name: 'before' | 'after', value: string): Condition | null {
  // The reader's own midnight.
  const [, year = 0, month = 0, day = 0] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? []).map(Number);
  const time = year === 0 ? null : momentAt({ year, month, day, hour: 0, minute: 0, second: 0 }, currentZone());
  return time === null || Number.isNaN(time.getTime()) ? null : { [name]: time.toISOString().replace('.000Z', 'Z') };
}

function sized(name: 'minSize' | 'maxSize', value: string): Condition | null {
  const match = /^(\d+)\s*(k|m|g)?[bo]?$/i.exec(value);
  if (match?.[1] === undefined) return null;
  return { [name]: Number(match[1]) * 1024 ** ' kmg'.indexOf((match[2] ?? ' ').toLowerCase()) };
}

/** One object where no condition stands twice: what the server answers fastest. */
function together(conditions: readonly Condition[]): Condition {
  const texts = conditions.flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
  const others = conditions.filter(({ text }) => text === undefined);
  const all = texts.length === 0 ? others : [...others, { text: texts.join(' ') }];
  const names = all.flatMap((one) => Object.keys(one));
  const isFlat = new Set(names).size === names.length && !names.includes('operator');
  return isFlat ? Object.assign({}, ...all) : { operator: 'AND', conditions: all };
}
