import type { Language } from '@relais/management-contract';

export type ReportKind = 'failed' | 'delayed' | 'relayed' | 'delivered';

interface Words {
  readonly from: string;
  readonly subject: Readonly<Record<ReportKind, string>>;
  readonly heading: Readonly<Record<ReportKind, string>>;
  readonly theySaid: string;
  /** What a status code means, the longest match first; `''` for any other. */
  readonly because: readonly (readonly [status: string, text: string])[];
  readonly stillTrying: (until: Date) => string;
  readonly original: string;
}

/** What senders are told, in the words of people who are no administrators. */
export const reportWords: Readonly<Record<Language, Words>> = {
  en: {
    from: 'Mail Delivery System',
    subject: {
      failed: 'Undeliverable: ',
      delayed: 'Delivery delayed: ',
      relayed: 'Relayed: ',
      delivered: 'Delivered: ',
    },
    heading: {
      failed: 'Your message could not be delivered to these recipients:',
      delayed: 'Your message has not been delivered to these recipients yet:',
      relayed:
        'Your message was handed over to the servers of these recipients, which do not say whether it has been delivered:',
      delivered: 'Your message was delivered to these recipients:',
    },
    theySaid: 'The server said:',
    because: [
      [
        '5.1.1',
        'Nobody there has this address. Check its spelling, and do not trust an old address that is completed for you.',
      ],
      ['5.1.2', 'The domain after the @ does not exist. Check its spelling.'],
      ['5.1.10', 'This domain does not receive mail.'],
      ['5.2.2', "The recipient's mailbox is full. Try again later or reach the person another way."],
      ['5.3.4', 'The message is too large. Send it without attachments, or share the files another way.'],
      ['5.4.4', 'No way leads to the mail server of this domain.'],
      ['5.4.6', 'The message went round in circles between servers. Tell your administrator.'],
      ['5.6', 'The server there cannot take a message of this kind.'],
      ['5.7', "The recipient's server refused the message by its rules."],
      ['4.4.7', 'No server took the message in the time it may wait.'],
      ['', "The recipient's server did not take the message."],
    ],
    stillTrying: (until) =>
      `You need not send it again: we go on trying until ${until.toUTCString()} and tell you if it fails.`,
    original: 'What follows is for administrators.',
  },
  fr: {
    from: 'Système de remise du courrier',
    subject: {
      failed: 'Non remis : ',
      delayed: 'Remise retardée : ',
      relayed: 'Relayé : ',
      delivered: 'Remis : ',
    },
    heading: {
      failed: "Votre message n'a pas pu être remis à ces destinataires :",
      delayed: "Votre message n'a pas encore été remis à ces destinataires :",
      relayed: "Votre message a été transmis aux serveurs de ces destinataires, qui n'indiquent pas s'il a été remis :",
      delivered: 'Votre message a été remis à ces destinataires :',
    },
    theySaid: 'Réponse du serveur :',
    because: [
      ['5.1.1', "Personne n'a cette adresse. Vérifiez-la, et méfiez-vous des anciennes adresses complétées d'office."],
      ['5.1.2', "Le domaine après @ n'existe pas. Vérifiez-le."],
      ['5.1.10', 'Ce domaine ne reçoit pas de courrier.'],
      [
        '5.2.2',
        'La boîte aux lettres du destinataire est pleine. Réessayez plus tard ou joignez la personne autrement.',
      ],
      ['5.3.4', 'Le message est trop volumineux. Envoyez-le sans pièces jointes, ou partagez les fichiers autrement.'],
      ['5.4.4', 'Aucun chemin ne mène au serveur de messagerie de ce domaine.'],
      ['5.4.6', 'Le message tournait en rond entre les serveurs. Prévenez votre administrateur.'],
      ['5.6', "Le serveur distant n'accepte pas un message de cette nature."],
      ['5.7', 'Le serveur du destinataire a refusé le message selon ses règles.'],
      ['4.4.7', "Aucun serveur n'a pris le message dans le délai imparti."],
      ['', "Le serveur du destinataire n'a pas pris le message."],
    ],
    stillTrying: (until) =>
      `Inutile de le renvoyer : nous essayons encore jusqu'au ${until.toUTCString()} et vous préviendrons en cas d'échec.`,
    original: 'Ce qui suit est destiné aux administrateurs.',
  },
};
