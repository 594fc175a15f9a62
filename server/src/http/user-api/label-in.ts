import { controlCharacterIn } from '../../platform/settings/control-characters.ts';
import { HttpRefusal } from '../refusal.ts';

/** The name that a person gives to something of his, without blanks around it. @throws HttpRefusal 400 */
export function labelIn(name: string): string {
  const label = name.trim();
  const found = controlCharacterIn(label);
  if (found === null) return label;
  throw new HttpRefusal(400, 'BadRequest', {
    en: `A name is one line without control characters, but this one holds ${found}.`,
    fr: `Un nom tient sur une ligne sans caractère de contrôle, mais celui-ci contient ${found}.`,
  });
}
