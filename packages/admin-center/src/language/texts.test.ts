import { checkTexts } from '@relais/browser-frame/test/check-texts.ts';
import { join } from 'node:path';
import { en } from './en.ts';
import { fr } from './fr.ts';

checkTexts({ en, fr, folder: join(import.meta.dirname, '..') });
