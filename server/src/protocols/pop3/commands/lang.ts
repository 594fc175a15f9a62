import { listingLine, multilineEnd, okReply } from '@relais/pop3-codec';
import { type Language, textIn } from '@relais/management-contract';
import { answered, type Completion, defineCommand } from '../command.ts';
import { replyTexts } from '../reply-texts.ts';
import type { Session } from '../session.ts';
import { anyState } from '../session-state.ts';

/** Each described in itself (RFC 6856 §3.2). */
const languages: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français' };

export const lang = defineCommand({
  name: 'LANG',
  rfc: 'RFC 6856 §3',
  allowedIn: anyState,
  async run(session, { language }, state) {
    if (language === null) return listLanguages(session);
    // "*": the one that the server prefers; it knows one once it knows the user.
    const preferred = state.kind === 'transaction' ? (state.mailbox.language ?? 'en') : 'en';
    const chosen = language === '*' ? preferred : match(language);
    if (chosen === null) {
      return {
        status: 'ERR',
        text: {
          en: `${language} is not spoken here; en and fr are.`,
          fr: `${language} n’est pas disponible ; en et fr le sont.`,
        },
      };
    }
    session.language = chosen;
    return { status: 'OK', text: `${chosen} ${textIn(replyTexts.languageChanged, chosen)}` };
  },
});

function listLanguages(session: Session): Completion {
  session.reply(okReply(textIn(replyTexts.languageList, session.language)));
  for (const [tag, name] of Object.entries(languages)) session.output.text(listingLine(`${tag} ${name}`));
  session.output.text(multilineEnd);
  return answered;
}

// RFC 4647 §3.4, lookup: fr-CA falls back to fr.
function match(range: string): Language | null {
  const primary = range.toLowerCase().split('-')[0] ?? '';
  return primary === 'en' || primary === 'fr' ? primary : null;
}
