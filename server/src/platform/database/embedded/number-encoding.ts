// Order-preserving bytes for BSON numbers: int, long, double and Decimal128 compare by their exact value,
// whatever their type, and equal values have equal bytes.
//
// The plan: a number's magnitude m is written as the largest double d <= m (its bits sort like the number),
// then, when m is not exactly d, the exact decimal digits of m, which sort among the few numbers that share d.
// Negative numbers write the magnitude with every bit turned over.
import type { Decimal128, Double, Int32, Long } from "bson";
import { type Numeric, bsonClass } from "./values.ts";

const NAN = 0x10;
const NEGATIVE = 0x20;
const ZERO = 0x30;
const POSITIVE = 0x40;
/** Beyond 10^309 every number is over the largest double; its digits alone sort it. */
const LARGEST_POWER = 309;

/** The bytes of a number, without a type byte. */
export function encodeNumber(value: Numeric): Buffer {
  const kind = bsonClass(value);
  if (kind === "Int32" || kind === "Double") return encodeDouble((value as Int32 | Double).value);
  if (kind === "Long") {
    const exact = (value as Long).toBigInt();
    if (BigInt(Number(exact)) === exact) return encodeDouble(Number(exact));
    return encodeExact(exact < 0n, exact < 0n ? -exact : exact, 0);
  }
  return encodeDecimal(value as Decimal128);
}

function encodeDouble(value: number): Buffer {
  if (Number.isNaN(value)) return Buffer.of(NAN);
  if (value === 0) return Buffer.of(ZERO);
  return finish(value < 0, magnitudeBytes(Math.abs(value), Buffer.of(0)));
}

function magnitudeBytes(double: number, rest: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(8 + rest.length);
  bytes.writeDoubleBE(double, 0);
  rest.copy(bytes, 8);
  return bytes;
}

function finish(negative: boolean, magnitude: Buffer): Buffer {
  if (negative) for (let at = 0; at < magnitude.length; at++) magnitude[at] = 255 - (magnitude[at] as number);
  return Buffer.concat([Buffer.of(negative ? NEGATIVE : POSITIVE), magnitude]);
}

function encodeDecimal(value: Decimal128): Buffer {
  const text = value.toString();
  if (text === "NaN") return Buffer.of(NAN);
  if (text.endsWith("Infinity")) return encodeDouble(text.startsWith("-") ? -Infinity : Infinity);
  const parts = /^(-?)(\d+)(?:\.(\d*))?(?:E([+-]?\d+))?$/.exec(text);
  if (parts === null) throw new Error(`Embedded store bug: unreadable Decimal128 ${text}`);
  const fraction = parts[3] ?? "";
  const coefficient = BigInt((parts[2] ?? "") + fraction);
  if (coefficient === 0n) return Buffer.of(ZERO);
  return encodeExact(parts[1] === "-", coefficient, Number(parts[4] ?? 0) - fraction.length);
}

/** The number (negative ? -1 : 1) * coefficient * 10^power, coefficient > 0. */
function encodeExact(negative: boolean, coefficient: bigint, power: number): Buffer {
  let digits = coefficient.toString();
  let exponent = power;
  while (digits.endsWith("0")) {
    digits = digits.slice(0, -1);
    exponent += 1;
  }
  const below = floorDouble(BigInt(digits), exponent, digits.length);
  if (below.exact) return finish(negative, magnitudeBytes(below.double, Buffer.of(0)));
  const rest = Buffer.alloc(4 + digits.length);
  rest[0] = 1;
  rest.writeUInt16BE(exponent + digits.length + 0x8000, 1);
  rest.write(digits, 3, "latin1");
  return finish(negative, magnitudeBytes(below.double, rest));
}

function floorDouble(digits: bigint, exponent: number, length: number): { double: number; exact: boolean } {
  if (exponent + length > LARGEST_POWER) return { double: Number.MAX_VALUE, exact: false };
  let double = Number(`${digits}e${exponent}`);
  if (double === Infinity) return { double: Number.MAX_VALUE, exact: false };
  let order = compareExactly(double, digits, exponent);
  if (order > 0) {
    double = previousDouble(double);
    order = -1;
  }
  return { double, exact: order === 0 };
}

/** Compares a finite double >= 0 with digits * 10^exponent, exactly. */
function compareExactly(double: number, digits: bigint, exponent: number): number {
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(double);
  const raw = bits.readBigUInt64BE();
  const biased = Number(raw >> 52n);
  const fraction = raw & ((1n << 52n) - 1n);
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const shift = (biased === 0 ? 1 : biased) - 1075;
  let left = mantissa;
  let right = digits;
  if (shift >= 0) left <<= BigInt(shift);
  else right <<= BigInt(-shift);
  if (exponent >= 0) right *= 10n ** BigInt(exponent);
  else left *= 10n ** BigInt(-exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}

function previousDouble(double: number): number {
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(double);
  bits.writeBigUInt64BE(bits.readBigUInt64BE() - 1n);
  return bits.readDoubleBE();
}
