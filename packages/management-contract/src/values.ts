import type { ByteSize } from './byte-size.ts';
import type { TimeSpan } from './time-span.ts';

/**
 * What a property of an output object or a parameter can hold, on every face (shell, REST, admin center).
 * `undefined` never travels; an empty value is `null`. Lists are arrays; nested objects are `ManagementObject`s.
 */
export type ManagementValue =
  | null
  | boolean
  | number
  | string
  | TimeSpan
  | ByteSize
  | Unlimited
  | EnumFlags
  | Date
  | SecureText
  | Credential
  | ScriptText
  | ListChange
  | readonly ManagementValue[]
  | ManagementObject;

/** Property names in the order they are printed, with Exchange's spelling (`ExternalConnectionSettings`). */
export interface ManagementObject {
  readonly [property: string]: ManagementValue;
}

/** The word `Unlimited` of Exchange's `Unlimited<T>` types; the limited case is the plain value. */
export class Unlimited {
  static readonly value = new Unlimited();
  readonly kind = 'unlimited';
  toString(): string {
    return 'Unlimited';
  }
}

/** A set of names of an enumeration, printed `Tls, BasicAuth` (reference: AuthMechanism, PermissionGroups). */
export class EnumFlags {
  readonly kind = 'flags';
  readonly names: readonly string[];
  constructor(names: readonly string[]) {
    this.names = names;
  }
  toString(): string {
    return this.names.length === 0 ? 'None' : this.names.join(', ');
  }
}

/** A secret: prints as `System.Security.SecureString`, travels only over the local socket or TLS, is never logged. */
export class SecureText {
  readonly kind = 'secure';
  readonly plainText: string;
  constructor(plainText: string) {
    this.plainText = plainText;
  }
  toString(): string {
    return 'System.Security.SecureString';
  }
}

/** What Get-Credential gives. */
export class Credential {
  readonly kind = 'credential';
  readonly userName: string;
  readonly password: SecureText;
  constructor(userName: string, password: SecureText) {
    this.userName = userName;
    this.password = password;
  }
  toString(): string {
    return 'System.Management.Automation.PSCredential';
  }
}

/**
 * The source text between the braces of a script block that was given as a parameter value.
 * `-ExternalConnectionSettings {Dublin01.Contoso.com:995:SSL}` arrives as this and is read as its text
 * (the documents rely on it).
 */
export class ScriptText {
  readonly kind = 'script';
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
  toString(): string {
    return this.source;
  }
}

/** `@{Add=…;Remove=…}` for a multi-valued parameter; a plain value or list replaces everything. */
export class ListChange {
  readonly kind = 'list-change';
  readonly add: readonly ManagementValue[];
  readonly remove: readonly ManagementValue[];
  constructor(add: readonly ManagementValue[], remove: readonly ManagementValue[]) {
    this.add = add;
    this.remove = remove;
  }
  toString(): string {
    return 'System.Collections.Hashtable';
  }
}
