import type { Language } from '@relais/management-contract';

export type ReportKind = 'failed' | 'delayed' | 'relayed' | 'delivered' | 'expanded';

interface Words {
  readonly from: string;
  readonly subject: Readonly<Record<ReportKind, string>>;
  readonly heading: Readonly<Record<ReportKind, string>>;
  readonly about: (subject: string, sent: string) => string;
  readonly noSubject: string;
  readonly theySaid: (remote: string | null) => string;
  /** What a status code means, the longest match first; `''` for any other. */
  readonly because: readonly (readonly [status: string, text: string])[];
  /** Beside an address that stands for the one that the sender wrote. */
  readonly writtenAs: (address: string) => string;
  /** Why a message waits: a server has put it off, or none came so far as to hear of it. */
  readonly putOff: string;
  readonly unreached: string;
  readonly stillTrying: (until: string) => string;
  /** What follows the list of recipients; `''`: nothing. */
  readonly closing: Readonly<Record<Exclude<ReportKind, 'delayed'>, string>>;
  readonly forAdministrators: string;
  readonly reportedBy: string;
}

/** What senders are told, in the words of people who are no administrators, and under Exchange's headings. */
export const reportWords: Readonly<Record<Language, Words>> = {
  en: {
    from: 'Mail Delivery System',
    subject: {
      failed: 'Undeliverable: ',
      delayed: 'Delivery delayed: ',
      relayed: 'Relayed: ',
      delivered: 'Delivered: ',
      expanded: 'Expanded: ',
    },
    heading: {
      failed: 'Delivery has failed to these recipients or groups:',
      delayed: 'Delivery is delayed to these recipients or groups:',
      relayed:
        'Delivery to these recipients or groups is complete as far as we know; their servers do not say whether your message has arrived:',
      delivered: 'Your message has been delivered to the following recipients:',
      expanded: 'Your message has been sent on to the members of the following groups:',
    },
    about: (subject, sent) => `It is about your message "${subject}", sent ${sent}.`,
    noSubject: '(no subject)',
    theySaid: (remote) => (remote === null ? 'The reason given:' : `${remote} said:`),
    because: [
      [
        '5.1.1',
        'Nobody there has this address. Check its spelling, and do not trust an old address that is completed for you.',
      ],
      ['5.1.2', 'The domain after the @ does not exist. Check its spelling.'],
      ['5.1.10', 'This domain does not receive mail. Check its spelling, or reach the person another way.'],
      ['5.2.1', "The recipient's mailbox takes no mail at present. Reach the person another way."],
      ['5.2.2', "The recipient's mailbox is full. Try again later or reach the person another way."],
      ['5.2.3', "The message is larger than the recipient's mailbox takes. Send it without attachments."],
      ['5.3.4', 'The message is too large. Send it without attachments, or share the files another way.'],
      [
        '5.4.4',
        'No mail server can be found for this domain. Check its spelling; if it is right, only the administrator there can mend it.',
      ],
      ['5.4.6', 'The way to this address leads round in circles between servers. Tell your administrator.'],
      [
        '5.3.3',
        'The message asks for something that the server there cannot do. Send it without, or show the reason below to your administrator.',
      ],
      [
        '5.6.3',
        'The server there does not take accents and other letters beyond a to z as your mail program sent them. Send it from webmail, which writes them in another way, or tell your administrator.',
      ],
      [
        '5.6.7',
        'The server there does not take addresses with letters beyond a to z. Ask the person for another address.',
      ],
      [
        '5.6.9',
        'The server there does not take letters beyond a to z in names, addresses and the subject, and this message has them. Write it anew without them.',
      ],
      [
        '5.6',
        'The server there cannot take a message of this kind. Send it in another form, for example as plain text.',
      ],
      [
        '5.7.30',
        'You asked for a protected way (REQUIRETLS), and there is none to the recipient. Send it without, or reach the person another way.',
      ],
      [
        '5.7',
        'A rule of a server on the way refused the message. Its reason stands below; show it to your administrator, or reach the person another way.',
      ],
      [
        '5.4.7',
        'The message could not be delivered in the time that you had set for it. Send it again with more time, or reach the person another way.',
      ],
      [
        '4.4.7',
        'No server took the message in the time it may wait. Send it again later, or reach the person another way.',
      ],
      [
        '',
        'The message was not taken. The reason stands below; show it to your administrator, or reach the person another way.',
      ],
    ],
    writtenAs: (address) => `(you wrote to ${address})`,
    putOff: 'The server there has put the message off: it takes it later.',
    unreached: 'No server there was ready to take it so far.',
    stillTrying: (until) => `You need not send it again: we go on trying until ${until} and tell you if it fails.`,
    closing: { failed: '', relayed: '', delivered: '', expanded: 'You will not be told of each delivery to a member.' },
    forAdministrators: 'Diagnostic information for administrators:',
    reportedBy: 'Generating server:',
  },
  fr: {
    from: 'Système de remise du courrier',
    subject: {
      failed: 'Non remis : ',
      delayed: 'Remise retardée : ',
      relayed: 'Relayé : ',
      delivered: 'Remis : ',
      expanded: 'Développé : ',
    },
    heading: {
      failed: 'Échec de la remise à ces destinataires ou groupes :',
      delayed: 'La remise à ces destinataires ou groupes est retardée :',
      relayed:
        'La remise à ces destinataires ou groupes est terminée pour autant que nous le sachions ; leurs serveurs n’indiquent pas si votre message est arrivé :',
      delivered: 'Votre message a été remis aux destinataires suivants :',
      expanded: 'Votre message a été transmis aux membres des groupes suivants :',
    },
    about: (subject, sent) => `Il s’agit de votre message « ${subject} », envoyé le ${sent}.`,
    noSubject: '(sans objet)',
    theySaid: (remote) => (remote === null ? 'Raison indiquée :' : `Réponse de ${remote} :`),
    because: [
      ['5.1.1', 'Personne n’a cette adresse. Vérifiez-la, et méfiez-vous des anciennes adresses complétées d’office.'],
      ['5.1.2', 'Le domaine après @ n’existe pas. Vérifiez-le.'],
      ['5.1.10', 'Ce domaine ne reçoit pas de courrier. Vérifiez-le, ou joignez la personne autrement.'],
      [
        '5.2.1',
        'La boîte aux lettres du destinataire ne prend pas de courrier actuellement. Joignez la personne autrement.',
      ],
      [
        '5.2.2',
        'La boîte aux lettres du destinataire est pleine. Réessayez plus tard ou joignez la personne autrement.',
      ],
      [
        '5.2.3',
        'Le message dépasse la taille qu’accepte la boîte aux lettres du destinataire. Envoyez-le sans pièces jointes.',
      ],
      ['5.3.4', 'Le message est trop volumineux. Envoyez-le sans pièces jointes, ou partagez les fichiers autrement.'],
      [
        '5.4.4',
        'Aucun serveur de messagerie n’est trouvé pour ce domaine. Vérifiez-le ; s’il est juste, seul l’administrateur de ce domaine peut y remédier.',
      ],
      ['5.4.6', 'Le chemin vers cette adresse tourne en rond entre des serveurs. Prévenez votre administrateur.'],
      [
        '5.3.3',
        'Le message demande ce que le serveur distant ne sait pas faire. Renvoyez-le sans cela, ou montrez la raison ci-dessous à votre administrateur.',
      ],
      [
        '5.6.3',
        'Le serveur distant n’accepte pas les accents et les lettres autres que a à z tels que votre logiciel de messagerie les a envoyés. Renvoyez-le depuis la messagerie web, qui les écrit autrement, ou prévenez votre administrateur.',
      ],
      [
        '5.6.7',
        'Le serveur distant n’accepte pas les adresses avec d’autres lettres que a à z. Demandez une autre adresse à la personne.',
      ],
      [
        '5.6.9',
        'Le serveur distant n’accepte pas d’autres lettres que a à z dans les noms, les adresses et l’objet, et ce message en contient. Réécrivez-le sans elles.',
      ],
      [
        '5.7.30',
        'Vous avez demandé un chemin protégé (REQUIRETLS), et il n’y en a pas vers le destinataire. Renvoyez-le sans cela, ou joignez la personne autrement.',
      ],
      [
        '5.6',
        'Le serveur distant n’accepte pas un message de cette nature. Envoyez-le sous une autre forme, par exemple en texte brut.',
      ],
      [
        '5.7',
        'Une règle d’un serveur sur le chemin a refusé le message. Sa raison figure ci-dessous ; montrez-la à votre administrateur, ou joignez la personne autrement.',
      ],
      [
        '5.4.7',
        'Le message n’a pas pu être remis dans le délai que vous aviez fixé. Renvoyez-le avec un délai plus long, ou joignez la personne autrement.',
      ],
      [
        '4.4.7',
        'Aucun serveur n’a pris le message dans le délai imparti. Renvoyez-le plus tard, ou joignez la personne autrement.',
      ],
      [
        '',
        'Le message n’a pas été pris. La raison figure ci-dessous ; montrez-la à votre administrateur, ou joignez la personne autrement.',
      ],
    ],
    writtenAs: (address) => `(vous aviez écrit à ${address})`,
    putOff: 'Le serveur distant a remis le message à plus tard.',
    unreached: 'Aucun serveur distant n’a été prêt à le prendre jusqu’ici.',
    stillTrying: (until) =>
      `Inutile de le renvoyer : nous essayons encore jusqu’au ${until} et vous préviendrons en cas d’échec.`,
    closing: {
      failed: '',
      relayed: '',
      delivered: '',
      expanded: 'Vous ne serez pas prévenu de chaque remise à un membre.',
    },
    forAdministrators: 'Informations de diagnostic pour l’administrateur :',
    reportedBy: 'Serveur émetteur :',
  },
};

/** `3 January 2026 at 14:05 UTC`: the server does not know the sender's time zone. */
export function reportTime(language: Language, at: number): string {
  const text = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(at);
  // In French the first of a month is no ordinary number.
  return `${language === 'fr' ? text.replace(/^1 /, '1er ') : text} UTC`;
}
