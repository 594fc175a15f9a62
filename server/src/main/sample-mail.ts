import { randomUUID } from 'node:crypto';

interface Sample {
  readonly text: string;
  readonly date: number;
}

/** The message that waits in the sample mailbox: where things are, in both languages. */
export function welcomeMessage(to: string, domain: string, now: number): Sample {
  return message({
    from: `Relais <administrator@${domain}>`,
    to,
    domain,
    date: now,
    subject: '=?utf-8?q?Welcome_to_Relais_/_Bienvenue_dans_Relais?=',
    body: [
      'Your mailbox works: you are reading this over IMAP4, POP3 or webmail.',
      '',
      'Your server settings stand in webmail under Settings > Options > Account >',
      'My account > Settings for POP or IMAP access, once an administrator shows them.',
      '',
      'Votre boîte aux lettres fonctionne : vous lisez ceci par IMAP4, POP3 ou webmail.',
      '',
      'Vos paramètres de serveur se trouvent dans le webmail sous Paramètres > Options >',
      'Compte > Mon compte > Paramètres pour accès POP ou IMAP, dès qu’un administrateur',
      'les rend visibles.',
    ],
  });
}

const topics: readonly (readonly [from: string, subject: string, body: readonly string[]])[] = [
  [
    'Claire Petit',
    'Minutes of Monday',
    ['Please find the minutes below.', '', '1. Budget', '2. Servers', '3. Holidays'],
  ],
  ['Bob Durand', 'Re: Minutes of Monday', ['Thanks, one correction: the servers move in March.', '', '> 2. Servers']],
  ['Postmaster', 'Scheduled maintenance tonight', ['Mail stays available; sessions may reconnect once.']],
  [
    'Lina Moreau',
    '=?utf-8?b?w4l0w6kgMjAyNiA6IGNhbGVuZHJpZXI=?=',
    ['Bonjour,', '', 'Voici le calendrier de l’été.', '', 'Lina'],
  ],
  ['Printer 3rd floor', 'Scan from device', ['A scanned page would be attached here.']],
];

/** Some mail for the development users. */
export function devMessages(to: string, domain: string, now: number): readonly Sample[] {
  return topics.map(([from, subject, body], index) =>
    message({
      from: `"${from}" <${from.split(' ')[0]?.toLowerCase()}@${domain}>`,
      to,
      domain,
      date: now - (topics.length - index) * 3_600_000,
      subject,
      body,
    }),
  );
}

function message(fields: {
  from: string;
  to: string;
  domain: string;
  date: number;
  subject: string;
  body: readonly string[];
}): Sample {
  const lines = [
    `From: ${fields.from}`,
    `To: ${fields.to}`,
    `Subject: ${fields.subject}`,
    // RFC 5322 §3.3 wants a numeric zone; GMT is the obsolete form.
    `Date: ${new Date(fields.date).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${randomUUID()}@${fields.domain}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    ...fields.body,
    '',
  ];
  return { text: lines.join('\r\n'), date: fields.date };
}
