const zones = 4_096;
const utc = zones / 2;

/**
 * When a message came in and the zone in which its client said so, in the one number that a fact block has for it:
 * milliseconds since 1970 for UTC, and for other zones `seconds × 4096 + (minutes east + 2048) + ½`. The half tells the
 * two apart, so blocks from before zones were kept read as they did.
 */
export function packMoment(epochMs: number, zoneMinutes: number): number {
  // A zone has come with whole seconds (RFC 3501 §9 date-time); one that is no zone of this world is not kept.
  if (zoneMinutes === 0 || Math.abs(zoneMinutes) >= utc || epochMs % 1_000 !== 0) return epochMs;
  return (epochMs / 1_000) * zones + zoneMinutes + utc + 0.5;
}

export function momentMs(packed: number): number {
  return Number.isInteger(packed) ? packed : Math.floor(packed / zones) * 1_000;
}

export function momentZoneMinutes(packed: number): number {
  if (Number.isInteger(packed)) return 0;
  const whole = Math.floor(packed);
  return whole - Math.floor(whole / zones) * zones - utc;
}
