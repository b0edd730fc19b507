import { endianness } from 'node:os';
import { toHex } from '../../src/audit/merkle.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';

const isSwapped = endianness() === 'BE';

/** Doubles as they travel: bit for bit, low byte first. */
export function bytesOfDoubles(doubles: Float64Array): Buffer {
  const bytes = Buffer.from(new Float64Array(doubles).buffer);
  return isSwapped ? bytes.swap64() : bytes;
}

export function doublesOfBytes(bytes: Uint8Array): Float64Array {
  // A copy of its own: small buffers of Node lie in a common one, at any place of it.
  const own = new Uint8Array(bytes);
  if (isSwapped) Buffer.from(own.buffer).swap64();
  return new Float64Array(own.buffer);
}

/** Figures as text, with the digest that two answers are told apart by. */
export function textOfFigures(figures: Float64Array): {
  readonly figures: string;
  readonly digest: string;
} {
  const bytes = bytesOfDoubles(figures);
  return { figures: bytes.toString('base64'), digest: toHex(sha256(bytes)) };
}

/** The figures of a text; null when they are not those of the digest, or not so many. */
export function figuresOfText(text: string, digest: string, count: number): Float64Array | null {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== count * Float64Array.BYTES_PER_ELEMENT) return null;
  return toHex(sha256(bytes)) === digest ? doublesOfBytes(bytes) : null;
}
