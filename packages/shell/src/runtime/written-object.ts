import { ShellObject } from './shell-object.ts';

/** An object with properties of which people see a text, as Get-Help gives it. */
export class WrittenObject extends ShellObject {
  readonly text: string;
  constructor(typeName: string, text: string) {
    super(typeName);
    this.text = text;
  }
}
