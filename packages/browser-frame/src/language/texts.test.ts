import { join } from 'node:path';
import { checkTexts } from '../../test/check-texts.ts';
import { frameEn } from './texts-en.ts';
import { frameFr } from './texts-fr.ts';

checkTexts({ en: frameEn, fr: frameFr, folder: join(import.meta.dirname, '..') });
