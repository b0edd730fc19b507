import type { Day } from '../../calendar.ts';
import type { AnomalyCode } from './anomaly.ts';
import { anomaly } from './anomaly.ts';
import type { X12Options } from './options.ts';
import { refuse } from './refuse.ts';
import { GE, GS, IEA, ISA, SE, ST } from './segment-ids.ts';
import type { SegmentCursor } from './tokenizer.ts';

const ISA_LENGTH = 106;

/** What a segment is to the reader of one kind of transaction. */
export type Role = 'start' | 'body' | 'end' | 'outside';

/**
 * Follows ISA, GS and ST. Wrong counts and control numbers are anomalies, as 26 of 70 public files
 * have them; a transaction, group or file without its end is refused: what came after is unknown.
 */
export class Envelope {
  /** GS04 of the current group: the day it was written; null when it is no date. */
  groupDay: Day | null = null;
  /** GS08 or ST03: which guide the transaction follows; empty when neither says it. */
  guide = '';
  /** Transactions of the wanted kind that ended so far. */
  transactions = 0;

  private readonly wanted: string;
  private readonly options: X12Options;
  private readonly others = new Set<string>();
  private groupGuide = '';
  private isaControl: string | null = null;
  private groupControl: string | null = null;
  private groups = 0;
  private sets = 0;
  private setControl: string | null = null;
  private setStart = 0;
  private isWanted = false;
  private isStarted = false;

  constructor(wanted: string, options: X12Options) {
    this.wanted = wanted;
    this.options = options;
  }

  /** True between ST and SE of a wanted transaction. */
  get isInside(): boolean {
    return this.setControl !== null && this.isWanted;
  }

  /** The role of the cursor's segment. */
  take(cursor: SegmentCursor): Role {
    // The file was cut inside of a segment: half a segment says nothing.
    if (cursor.isUnterminated && this.setControl !== null && cursor.id !== SE) {
      throw this.truncated(cursor);
    }
    switch (cursor.id) {
      case ST:
        return this.startSet(cursor);
      case SE:
        return this.endSet(cursor);
      case ISA:
        this.startInterchange(cursor);
        return 'outside';
      case GS:
        this.startGroup(cursor);
        return 'outside';
      case GE:
        this.endGroup(cursor);
        return 'outside';
      case IEA:
        this.endInterchange(cursor);
        return 'outside';
      default:
        if (this.isInside) return 'body';
        if (this.setControl === null) this.note('segment-outside', cursor);
        return 'outside';
    }
  }

  /**
   * The file ended. Refuses a file that was cut, and one without any transaction we want. A group
   * or interchange without its end was cut between transactions: payments may be missing.
   */
  finish(cursor: SegmentCursor): void {
    if (this.setControl !== null) throw this.truncated(cursor);
    if (cursor.isUnterminated) this.note('no-last-terminator', cursor);
    if (this.groupControl !== null) throw this.unclosed('group', 'GE', cursor);
    if (this.isaControl !== null) throw this.unclosed('interchange', 'IEA', cursor);
    if (this.transactions > 0) return;
    const { file } = this.options;
    const spot = { file, segment: cursor.segment, offset: cursor.offset };
    if (cursor.segment === 0) {
      throw refuse('not-x12', 'This file is empty', 'export it again and import that file', spot);
    }
    const kinds = [...this.others].sort().join(', ');
    throw refuse(
      'no-such-transaction',
      `This file holds no ${this.wanted}${kinds === '' ? '' : ` but ${kinds}`}`,
      `give it to the command that reads ${kinds === '' ? 'such files' : kinds}`,
      spot,
    );
  }

  private startInterchange(cursor: SegmentCursor): void {
    this.mustBeOutside(cursor);
    if (this.groupControl !== null) this.note('group-not-closed', cursor);
    if (this.isaControl !== null) this.note('interchange-not-closed', cursor);
    this.isStarted = true;
    this.isaControl = cursor.string(13);
    this.groupControl = null;
    this.groups = 0;
    const { header } = cursor;
    if (header?.isaLength !== ISA_LENGTH) this.note('isa-length', cursor);
    if (header?.hasComponent === false) this.note('isa-version', cursor, 16);
  }

  private startGroup(cursor: SegmentCursor): void {
    this.mustBeOutside(cursor);
    this.mustHaveHeader(cursor);
    if (this.groupControl !== null) this.note('group-not-closed', cursor);
    this.groupControl = cursor.string(6);
    const day = cursor.day(4);
    this.groupDay = Number.isNaN(day) ? null : day;
    this.groupGuide = cursor.string(8);
    this.groups += 1;
    this.sets = 0;
  }

  private startSet(cursor: SegmentCursor): Role {
    this.mustBeOutside(cursor);
    this.mustHaveHeader(cursor);
    const kind = cursor.string(1);
    this.setControl = cursor.string(2);
    this.setStart = cursor.segment;
    this.sets += 1;
    this.guide = cursor.string(3) || this.groupGuide;
    this.isWanted = kind === this.wanted;
    if (this.isWanted) return 'start';
    this.others.add(/^\d{3}$/.test(kind) ? kind : 'something else');
    this.note('other-transaction', cursor);
    return 'outside';
  }

  private endSet(cursor: SegmentCursor): Role {
    if (this.setControl === null) {
      this.note('segment-outside', cursor);
      return 'outside';
    }
    if (cursor.number(1) !== cursor.segment - this.setStart + 1) {
      this.note('segment-count', cursor, 1);
    }
    if (cursor.string(2) !== this.setControl) this.note('transaction-control', cursor, 2);
    this.setControl = null;
    if (!this.isWanted) return 'outside';
    this.transactions += 1;
    return 'end';
  }

  private endGroup(cursor: SegmentCursor): void {
    this.mustBeOutside(cursor);
    if (cursor.number(1) !== this.sets) this.note('transaction-count', cursor, 1);
    if (cursor.string(2) !== (this.groupControl ?? '')) this.note('group-control', cursor, 2);
    this.groupControl = null;
  }

  private endInterchange(cursor: SegmentCursor): void {
    this.mustBeOutside(cursor);
    if (this.groupControl !== null) this.note('group-not-closed', cursor);
    if (cursor.number(1) !== this.groups) this.note('group-count', cursor, 1);
    if (cursor.string(2) !== (this.isaControl ?? '')) this.note('interchange-control', cursor, 2);
    this.isaControl = null;
    this.groupControl = null;
  }

  private mustHaveHeader(cursor: SegmentCursor): void {
    if (!this.isStarted) this.note('no-interchange-header', cursor);
    this.isStarted = true;
  }

  private mustBeOutside(cursor: SegmentCursor): void {
    if (this.setControl !== null) throw this.truncated(cursor);
  }

  private truncated(cursor: SegmentCursor): Error {
    return refuse(
      'truncated',
      `A transaction starts at segment ${this.setStart} and has no end (SE)`,
      'the file was cut off on its way: fetch it again; nothing of it was recorded',
      { file: this.options.file, segment: cursor.segment, offset: cursor.offset },
    );
  }

  private unclosed(what: string, end: string, cursor: SegmentCursor): Error {
    return refuse(
      'truncated',
      `The file ends inside of ${what === 'group' ? 'a functional group' : 'an interchange'} (no ${end})`,
      'the file was cut off on its way: fetch it again; nothing of it was recorded',
      { file: this.options.file, segment: cursor.segment, offset: cursor.offset },
    );
  }

  private note(code: AnomalyCode, cursor: SegmentCursor, element: number | null = null): void {
    this.options.onAnomaly?.(anomaly(code, cursor.segment, element));
  }
}
