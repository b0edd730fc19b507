import { createHash } from 'node:crypto';
import { readAll } from './drive.ts';
import type { SegmentReader } from './drive.ts';
import * as id from './segment-ids.ts';
import { SegmentCursor } from './tokenizer.ts';

const CONTROL_CHARS = 9;

/** The interchange a transaction stands in. */
interface Interchange {
  /** Segment number of its ISA; 0 before the first one. */
  readonly segment: number;
  /** ISA13; null when it is no number that may be shown. */
  readonly control: string | null;
  /** ISA05 to ISA08, which say who sent it and to whom. */
  readonly parties: string;
}

/** One transaction, of any kind, and what it is known by. */
interface Transaction {
  /** Segment numbers of its ST and its SE. */
  readonly first: number;
  readonly last: number;
  readonly interchange: Interchange;
  readonly digest: string;
}

/** Transactions of one interchange that the file had before. */
export interface Repeat {
  readonly interchange: string | null;
  /** The interchange's ISA here; the first repeated ST when it has none. */
  readonly segment: number;
  transactions: number;
}

/** Tells the transactions of a file that stand in it a second time. */
export interface Repeats {
  /** True when the segment lies in such a transaction. Ask in the order of the file. */
  has(segment: number): boolean;
  /** Those that were asked about, one entry per interchange. */
  readonly found: readonly Repeat[];
}

/** Follows envelopes only; a digest takes the place of the content. */
class TransactionReader implements SegmentReader<Transaction> {
  private readonly bytes: Uint8Array;
  private interchange: Interchange = { segment: 0, control: null, parties: '' };
  private group = '';
  private start: { readonly segment: number; readonly offset: number } | null = null;
  private isNamed = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  take(cursor: SegmentCursor): Transaction | null {
    switch (cursor.id) {
      case id.ISA:
        this.interchange = {
          segment: cursor.segment,
          control: cursor.word(13, CONTROL_CHARS) || null,
          parties: [5, 6, 7, 8].map((i) => cursor.string(i)).join('\0'),
        };
        return null;
      case id.GS:
        this.group = cursor.string(6);
        return null;
      case id.ST:
        this.start = { segment: cursor.segment, offset: cursor.offset };
        this.isNamed = false;
        return null;
      case id.TRN:
        this.isNamed ||= !cursor.isEmpty(2);
        return null;
      case id.BHT:
        this.isNamed ||= !cursor.isEmpty(3);
        return null;
      case id.SE:
        return this.end(cursor);
      default:
        return null;
    }
  }

  finish(): void {
    // What is cut off is for the reader of the content to refuse.
  }

  /**
   * A transaction with a number of its own (TRN02, BHT03) is the same one in whichever envelope it
   * is sent again; without one only the numbers of its envelope tell it from another that is alike.
   */
  private end(cursor: SegmentCursor): Transaction | null {
    const { start, interchange, group } = this;
    this.start = null;
    if (start === null) return null;
    const envelope = this.isNamed ? '' : `${interchange.control ?? ''}\0${group}`;
    const digest = createHash('sha256')
      .update(`${interchange.parties}\0${envelope}\0`)
      .update(this.bytes.subarray(start.offset, cursor.offset))
      .digest('base64');
    return { first: start.segment, last: cursor.segment, interchange, digest };
  }
}

/**
 * Transactions that a file holds more than once: files of a day are put together with `cat`, and
 * one of them twice would count every payment of it twice. A repeat has the same sender, receiver
 * and content, its control number (ST02) included, so two that are only alike are both kept.
 */
export function findRepeats(bytes: Uint8Array): Repeats {
  const transactions = readAll(bytes, new TransactionReader(bytes), new SegmentCursor());
  const seen = new Set<string>();
  const byInterchange = new Map<Interchange, Repeat>();
  const found: Repeat[] = [];
  let last = 0;
  let isRepeat = false;
  const note = ({ first, interchange }: Transaction): void => {
    const known = byInterchange.get(interchange);
    if (known !== undefined) {
      known.transactions += 1;
      return;
    }
    const segment = interchange.segment || first;
    const repeat: Repeat = { interchange: interchange.control, segment, transactions: 1 };
    byInterchange.set(interchange, repeat);
    found.push(repeat);
  };
  return {
    found,
    has(segment) {
      while (segment > last) {
        const step = transactions.next();
        if (step.done === true) return false;
        const { digest } = step.value;
        ({ last } = step.value);
        isRepeat = seen.has(digest);
        seen.add(digest);
        if (isRepeat) note(step.value);
      }
      return isRepeat;
    },
  };
}
