import type { Builtin } from '../runtime/builtin.ts';
import type { Session } from '../runtime/engine.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { formatDate } from '../runtime/format-value.ts';
import { operationError } from '../runtime/shell-error.ts';
import { Transcript } from '../runtime/transcript.ts';
import { withFile } from '../runtime/with-file.ts';
import { mayWrite, requireFiles } from './file-encoding.ts';

const rule = '**********************\n';

const texts = {
  en: {
    begun: (path: string) => `Transcript started, output file is ${path}`,
    ended: (path: string) => `Transcript stopped, output file is ${path}`,
    start: 'Relais transcript start',
    end: 'Relais transcript end',
    startTime: 'Start time',
    endTime: 'End time',
    user: 'Username',
    machine: 'Machine',
  },
  fr: {
    begun: (path: string) => `Transcription démarrée, le fichier de sortie est ${path}`,
    ended: (path: string) => `Transcription arrêtée, le fichier de sortie est ${path}`,
    start: 'Début de la transcription Relais',
    end: 'Fin de la transcription Relais',
    startTime: 'Heure de début',
    endTime: 'Heure de fin',
    user: 'Nom d’utilisateur',
    machine: 'Ordinateur',
  },
} as const;

const stamp = (session: Session): string => formatDate(session.now(), 'yyyyMMddHHmmss');

function heading(session: Session): string {
  const words = texts[session.language];
  const user = readEnvironment(session.environment, 'USERNAME') ?? '';
  const machine = readEnvironment(session.environment, 'COMPUTERNAME') ?? '';
  return `${rule}${words.start}\n${words.startTime}: ${stamp(session)}\n${words.user}: ${user}\n${words.machine}: ${machine}\n${rule}`;
}

/** PowerShell's name for a transcript that was given none. */
function ownName(session: Session): string {
  const machine = readEnvironment(session.environment, 'COMPUTERNAME') ?? 'RELAIS';
  const mark = Array.from({ length: 8 }, () => Math.floor(session.random() * 36).toString(36)).join('');
  return `PowerShell_transcript.${machine}.${mark}.${stamp(session)}.txt`;
}

export const startTranscript: Builtin = {
  name: 'Start-Transcript',
  synopsis: {
    en: 'Begins to write all that the shell shows into a file too.',
    fr: 'Commence à écrire aussi dans un fichier tout ce que l’environnement affiche.',
  },
  parameters: [
    { name: 'Path', type: 'text', aliases: ['LiteralPath', 'PSPath'], position: 1 },
    { name: 'OutputDirectory', type: 'text' },
    { name: 'Append', type: 'switch' },
    { name: 'NoClobber', type: 'switch' },
    { name: 'Force', type: 'switch' },
    { name: 'IncludeInvocationHeader', type: 'switch' },
  ],
  examples: ['Start-Transcript C:\\Logs\\monthly.txt -Append'],
  supportsShouldProcess: true,
  start: (invocation, given) => ({
    process: async () => {
      const { session } = invocation.engine;
      const files = requireFiles(invocation);
      const folder = given.text('OutputDirectory');
      const path =
        given.text('Path') ?? (folder === null ? '' : `${folder.replace(/[\\/]+$/, '')}/`) + ownName(session);
      if (given.flag('NoClobber') && !given.flag('Append') && (await files.exists(path)))
        throw operationError('NoClobber', `The file '${path}' already exists.`, 'ResourceExists', path);
      if (!(await mayWrite(invocation, path))) return;
      invocation.context.face.settle();
      const transcript = new Transcript(files, path, heading(session), given.flag('Append'));
      await withFile(path, async () => await transcript.settle());
      session.transcripts.push(transcript);
      await invocation.emit(texts[session.language].begun(path));
    },
  }),
};

export const stopTranscript: Builtin = {
  name: 'Stop-Transcript',
  synopsis: { en: 'Ends what Start-Transcript began.', fr: 'Termine ce que Start-Transcript a commencé.' },
  parameters: [],
  examples: ['Stop-Transcript'],
  start: (invocation) => ({
    process: async () => {
      const { session } = invocation.engine;
      invocation.context.face.settle();
      const transcript = session.transcripts.pop();
      if (transcript === undefined)
        throw operationError(
          'InvalidOperation',
          'An error occurred stopping transcription: The host is not currently transcribing.',
        );
      const words = texts[session.language];
      transcript.add(`${rule}${words.end}\n${words.endTime}: ${stamp(session)}\n${rule}`);
      await withFile(transcript.path, async () => await transcript.settle());
      await invocation.emit(words.ended(transcript.path));
    },
  }),
};
