const sentence = 'The quick brown fox jumps over the lazy dog, again and again. ';

/** Header and body: mail of one size has one body, which a load keeps once. */
export type Mail = readonly [head: string, body: string];

/** About 2 KB, every tenth 30 KB; a thousandth has the needle. What `fill` puts into the large mailbox. */
export function listedMail(index: number): string {
  const filler = `${sentence}\r\n`.repeat(index % 10 === 0 ? 220 : 10);
  return mail(index, [
    'Content-Type: multipart/alternative; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    filler,
    index % 1000 === 999 ? 'a needle in the hay' : 'nothing here',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    `<p>${filler}</p>`,
    '--b--',
    '',
  ]);
}

/** What arrives: of hundred, 80 have about 8 KB, 15 about 30 KB, 4 have 100 KB and one 1 MB. */
export function arrivingMail(index: number): Mail {
  const place = (index * 37) % 100;
  return textMail(index, place === 0 ? 1_000_000 : place < 5 ? 100_000 : place < 20 ? 30_000 : 8_000);
}

const made = new Map<number, string>();

export function textMail(index: number, sizeBytes: number): Mail {
  let body = made.get(sizeBytes);
  if (body === undefined) made.set(sizeBytes, (body = textOf(sizeBytes)));
  return [mail(index, ['Content-Type: text/plain; charset=utf-8', '', '']), body];
}

/** Words and numbers that do not repeat, so that packing saves about what it saves of real text. */
function textOf(sizeBytes: number): string {
  const words = sentence.split(' ');
  let seed = 1;
  const next = (): number => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff);
  const lines: string[] = [];
  for (let length = 0; length < sizeBytes; length += 78) {
    let line = '';
    while (line.length < 70) line += `${words[next() % words.length]} ${(next() % 100_000).toString(36)} `;
    lines.push(line.slice(0, 76));
  }
  return `${lines.join('\r\n')}\r\n`;
}

function mail(index: number, rest: readonly string[]): string {
  const time = new Date(Date.UTC(2026, 0, 1) + ((index * 7919) % 31_536_000) * 1000);
  const answered = index % 4 === 0 ? [] : [`References: <${index - (index % 4)}@bench.example.test>`];
  return [
    `From: "Sender ${index % 97}" <sender${index % 97}@example.test>`,
    'To: bench@example.test',
    `Subject: Message number ${index} about a matter of some length`,
    `Date: ${time.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${index}@bench.example.test>`,
    ...answered,
    'MIME-Version: 1.0',
    ...rest,
  ].join('\r\n');
}
