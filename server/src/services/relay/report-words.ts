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
      ['5.1.10', 'This domain does not receive mail.'],
      ['5.2.2', "The recipient's mailbox is full. Try again later or reach the person another way."],
      ['5.2.3', "The message is larger than the recipient's mailbox takes. Send it without attachments."],
      ['5.3.4', 'The message is too large. Send it without attachments, or share the files another way.'],
      ['5.4.4', 'No way leads to the mail server of this domain.'],
      ['5.4.6', 'The message went round in circles between servers. Tell your administrator.'],
      ['5.3.3', 'The server there cannot do what the message asks for.'],
      ['5.6', 'The server there cannot take a message of this kind.'],
      [
        '5.7.30',
        'You asked for a protected way (REQUIRETLS), and there is none to the recipient. Send it without, or reach the person another way.',
      ],
      ['5.7', "The recipient's server refused the message by its rules."],
      [
        '4.4.7',
        'No server took the message in the time it may wait. Send it again later, or reach the person another way.',
      ],
      ['', "The recipient's server did not take the message."],
    ],
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
        "La remise à ces destinataires ou groupes est terminée pour autant que nous le sachions ; leurs serveurs n'indiquent pas si votre message est arrivé :",
      delivered: 'Votre message a été remis aux destinataires suivants :',
      expanded: 'Votre message a été transmis aux membres des groupes suivants :',
    },
    about: (subject, sent) => `Il s'agit de votre message « ${subject} », envoyé le ${sent}.`,
    noSubject: '(sans objet)',
    theySaid: (remote) => (remote === null ? 'Raison indiquée :' : `Réponse de ${remote} :`),
    because: [
      ['5.1.1', "Personne n'a cette adresse. Vérifiez-la, et méfiez-vous des anciennes adresses complétées d'office."],
      ['5.1.2', "Le domaine après @ n'existe pas. Vérifiez-le."],
      ['5.1.10', 'Ce domaine ne reçoit pas de courrier.'],
      [
        '5.2.2',
        'La boîte aux lettres du destinataire est pleine. Réessayez plus tard ou joignez la personne autrement.',
      ],
      [
        '5.2.3',
        "Le message dépasse la taille qu'accepte la boîte aux lettres du destinataire. Envoyez-le sans pièces jointes.",
      ],
      ['5.3.4', 'Le message est trop volumineux. Envoyez-le sans pièces jointes, ou partagez les fichiers autrement.'],
      ['5.4.4', 'Aucun chemin ne mène au serveur de messagerie de ce domaine.'],
      ['5.4.6', 'Le message tournait en rond entre les serveurs. Prévenez votre administrateur.'],
      ['5.3.3', 'Le serveur distant ne sait pas faire ce que le message demande.'],
      [
        '5.7.30',
        "Vous avez demandé un chemin protégé (REQUIRETLS), et il n'y en a pas vers le destinataire. Renvoyez-le sans cela, ou joignez la personne autrement.",
      ],
      ['5.6', "Le serveur distant n'accepte pas un message de cette nature."],
      ['5.7', 'Le serveur du destinataire a refusé le message selon ses règles.'],
      [
        '4.4.7',
        "Aucun serveur n'a pris le message dans le délai imparti. Renvoyez-le plus tard, ou joignez la personne autrement.",
      ],
      ['', "Le serveur du destinataire n'a pas pris le message."],
    ],
    stillTrying: (until) =>
      `Inutile de le renvoyer : nous essayons encore jusqu'au ${until} et vous préviendrons en cas d'échec.`,
    closing: {
      failed: '',
      relayed: '',
      delivered: '',
      expanded: 'Vous ne serez pas prévenu de chaque remise à un membre.',
    },
    forAdministrators: "Informations de diagnostic pour l'administrateur :",
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
  return `${text} UTC`;
}
