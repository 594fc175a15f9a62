import type { Command } from '../command.ts';
import { backup, restore } from './backup.ts';
import { exportCommand, importCommand } from './export-import.ts';
import { serve } from './serve.ts';
import { shell } from './shell.ts';
import { verify } from './verify.ts';

export const commands: readonly Command[] = [serve, shell, backup, restore, verify, exportCommand, importCommand];
