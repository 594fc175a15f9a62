export * from './byte-size.ts';
export * from './cmdlet-description.ts';
export * from './cmdlet-host.ts';
export * from './localised-text.ts';
export * from './records.ts';
export * from './time-span.ts';
export * from './values.ts';
export * from './wire.ts';
