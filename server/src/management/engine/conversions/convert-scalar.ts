import type { ManagementValue, ParameterType } from '@relais/management-contract';
import { type Conversion, converted } from './conversion.ts';
import { convertBoolean } from './convert-boolean.ts';
import { convertBytes } from './convert-bytes.ts';
import { convertEnum } from './convert-enum.ts';
import { convertAddressRange, convertBinding, convertConnectionSetting, convertUri } from './convert-network.ts';
import { convertByteSize, convertInt } from './convert-number.ts';
import {
  convertCredential,
  convertDateTime,
  convertIdentity,
  convertScript,
  convertSecure,
  convertString,
} from './convert-text.ts';
import { convertTimeSpan } from './convert-time-span.ts';

/** One value as `type` wants it. */
export function convertScalar(value: ManagementValue, type: ParameterType): Conversion {
  switch (type.kind) {
    case 'string':
      return convertString(value, type);
    case 'identity':
      return convertIdentity(value);
    case 'boolean':
    case 'switch':
      return convertBoolean(value);
    case 'int':
      return convertInt(value, type);
    case 'timespan':
      return convertTimeSpan(value, type);
    case 'bytesize':
      return convertByteSize(value, type);
    case 'enum':
      return convertEnum(value, type);
    case 'datetime':
      return convertDateTime(value);
    case 'bytes':
      return convertBytes(value, type);
    case 'secure':
      return convertSecure(value);
    case 'credential':
      return convertCredential(value);
    case 'binding':
      return convertBinding(value);
    case 'connection-setting':
      return convertConnectionSetting(value);
    case 'address-range':
      return convertAddressRange(value);
    case 'uri':
      return convertUri(value);
    case 'script':
      return convertScript(value);
    case 'object':
      return converted(value);
  }
}

/** As PowerShell names the type in "Cannot convert value … to type …". */
export function typeName(type: ParameterType): string {
  switch (type.kind) {
    case 'string':
      return 'System.String';
    case 'identity':
      return `${type.of}IdParameter`;
    case 'boolean':
      return 'System.Boolean';
    case 'switch':
      return 'System.Management.Automation.SwitchParameter';
    case 'int':
      return type.unlimited === true ? 'Unlimited[System.Int32]' : 'System.Int32';
    case 'timespan':
      return type.unlimited === true ? 'Unlimited[EnhancedTimeSpan]' : 'EnhancedTimeSpan';
    case 'bytesize':
      return type.unlimited === true ? 'Unlimited[ByteQuantifiedSize]' : 'ByteQuantifiedSize';
    case 'enum':
      return 'System.Enum';
    case 'datetime':
      return 'System.DateTime';
    case 'bytes':
      return 'System.Byte[]';
    case 'secure':
      return 'System.Security.SecureString';
    case 'credential':
      return 'System.Management.Automation.PSCredential';
    case 'binding':
      return 'IPBinding';
    case 'connection-setting':
      return 'ProtocolConnectionSettings';
    case 'address-range':
      return 'IPRange';
    case 'uri':
      return 'System.Uri';
    case 'script':
      return 'System.Management.Automation.ScriptBlock';
    case 'object':
      return 'System.Object';
  }
}
