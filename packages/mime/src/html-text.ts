const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  bull: '•',
  middot: '·',
  euro: '€',
  pound: '£',
  deg: '°',
  eacute: 'é',
  egrave: 'è',
  ecirc: 'ê',
  agrave: 'à',
  acirc: 'â',
  ccedil: 'ç',
  ocirc: 'ô',
  ugrave: 'ù',
  ucirc: 'û',
  icirc: 'î',
  iuml: 'ï',
  euml: 'ë',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  szlig: 'ß',
  oelig: 'œ',
  aelig: 'æ',
  zwnj: '',
  zwj: '',
  shy: '',
  Eacute: 'É',
  Agrave: 'À',
};

/** Elements whose content is not shown. */
const hidden = new Set(['head', 'script', 'style', 'template', 'noscript', 'title', 'object', 'svg']);

/** Elements that stand inside a line; all others separate words. */
const inline = new Set([
  'a',
  'abbr',
  'b',
  'bdo',
  'big',
  'code',
  'em',
  'font',
  'i',
  'ins',
  'kbd',
  'mark',
  'q',
  's',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'tt',
  'u',
  'wbr',
]);

/**
 * The words of an HTML page, for previews and search; never for display, it is no sanitiser.
 * One pass in linear time over any input, cut short or broken.
 */
export function htmlToText(html: string): string {
  const pieces: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      pieces.push(html.slice(at));
      break;
    }
    pieces.push(html.slice(at, open));
    if (html.startsWith('<!--', open)) {
      const close = html.indexOf('-->', open + 4);
      at = close < 0 ? html.length : close + 3;
      continue;
    }
    const tag = /^<(\/?)([a-zA-Z][a-zA-Z0-9]*)/.exec(html.slice(open, open + 32));
    if (!tag && html[open + 1] !== '!' && html[open + 1] !== '?' && html[open + 1] !== '/') {
      pieces.push('<');
      at = open + 1;
      continue;
    }
    const close = html.indexOf('>', open);
    at = close < 0 ? html.length : close + 1;
    const name = tag?.[2]?.toLowerCase() ?? '';
    if (!inline.has(name)) pieces.push(' ');
    if (hidden.has(name) && tag?.[1] === '' && html[close - 1] !== '/') at = endOfHidden(html, at, name);
  }
  return decodeEntities(pieces.join('')).replace(/\s+/g, ' ').trim();
}

// Forgotten end tags hide the rest of the page, as they do in browsers (but for head, which ends at body).
function endOfHidden(html: string, from: number, name: string): number {
  const end = new RegExp(name === 'head' ? '</head|<body' : `</${name}`, 'gi');
  end.lastIndex = from;
  return end.exec(html)?.index ?? html.length;
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-zA-Z]{2,8}));?/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return entities[name as string] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex as string, 16);
    if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '\ufffd';
    return code === 0xa0 || code === 0x200b || code === 0xad ? ' ' : String.fromCodePoint(code);
  });
}
