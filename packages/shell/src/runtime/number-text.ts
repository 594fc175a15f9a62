/** A number as PowerShell writes it: 15 significant digits, exponents as `1E+20`. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '∞';
  if (value === -Infinity) return '-∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const rounded = Number(value.toPrecision(15));
  if (Number.isInteger(rounded) && Math.abs(rounded) < 1e19) return BigInt(rounded).toString();
  const plain = String(rounded);
  const exponent = /^(.+)e([+-])(\d+)$/.exec(plain);
  return exponent === null ? plain : `${exponent[1]}E${exponent[2]}${String(exponent[3]).padStart(2, '0')}`;
}
