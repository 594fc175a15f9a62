import { askConfirmation, type ConfirmationMemory } from './confirmation.ts';
import type { Invocation } from './command.ts';
import { ErrorValue } from './error-value.ts';
import { operationError, ShellError } from './shell-error.ts';
import { ShellObject } from './shell-object.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

const performing = {
  en: (operation: string, target: string) => `Performing the operation "${operation}" on target "${target}".`,
  fr: (operation: string, target: string) => `Opération « ${operation} » en cours sur la cible « ${target} ».`,
} as const;

/** `$PSCmdlet` of a function with [CmdletBinding()]: what it asks before it changes something. */
export class RunningFunction extends ShellObject {
  private readonly invocation: Invocation;
  private readonly memory: ConfirmationMemory = { answer: null };

  constructor(invocation: Invocation) {
    super('System.Management.Automation.PSScriptCmdlet', []);
    this.invocation = invocation;
    this.set('ParameterSetName', invocation.parameterSet);
    const command = ShellObject.custom({ Name: invocation.commandName }, 'System.Management.Automation.CommandInfo');
    this.set('MyInvocation', ShellObject.custom({ MyCommand: command }));
  }

  /** @throws OperationError when it has no such method. */
  async call(name: string, given: readonly Value[]): Promise<Value> {
    const text = (at: number): string => toText(given[at] ?? null);
    switch (name.toLowerCase()) {
      case 'shouldprocess':
        return await this.shouldProcess(text(0), given.length > 1 ? text(1) : this.invocation.commandName);
      case 'shouldcontinue':
        return await askConfirmation(text(0), { answer: null }, this.invocation);
      case 'writeverbose':
        this.invocation.verbose(text(0));
        return null;
      case 'writewarning':
        this.invocation.warn(text(0));
        return null;
      case 'writeobject':
        await this.invocation.emit(given[0] ?? null);
        return null;
      case 'throwterminatingerror': {
        const [record] = given;
        if (record instanceof ErrorValue) throw new ShellError(record, 'script');
        throw operationError('ThrowTerminatingError', text(0), 'OperationStopped');
      }
      default:
        throw operationError(
          'MethodNotFound',
          `Method invocation failed because [${this.typeName}] does not contain a method named '${name}'.`,
          'InvalidOperation',
          name,
        );
    }
  }

  private async shouldProcess(target: string, operation: string): Promise<boolean> {
    const { common, context, engine } = this.invocation;
    const { language } = engine.session;
    const action = performing[language](operation, target);
    if (common.whatIf === true || (common.whatIf === null && context.scope.get('WhatIfPreference') === true)) {
      context.face.settle();
      context.face.host(`${language === 'fr' ? 'WhatIf : ' : 'What if: '}${action}\n`);
      return false;
    }
    this.invocation.verbose(action);
    if (common.confirm !== true) return true;
    return await askConfirmation(action, this.memory, this.invocation);
  }
}
