import type { Cents } from '../../money.ts';
import { Bag } from './bag.ts';
import { balanceClaim, balanceLine } from './balance-835.ts';
import type { Draft } from './draft.ts';
import type { Fields } from './fields.ts';
import { readProcedure } from './procedure.ts';
import * as id from './segment-ids.ts';
import type { SegmentCursor } from './tokenizer.ts';
import type {
  Adjustment,
  AdjustmentGroup,
  Payee,
  Payer,
  RemittanceClaim,
  RemittanceLine,
} from './types-835.ts';

const q = id.packed;
const CODE = {
  NPI: q('XX'),
  RENDERING: q('82'),
  LINE_CONTROL: q('6R'),
  STATEMENT_FROM: q('232'),
  STATEMENT_TO: q('233'),
  RECEIVED: q('050'),
  SERVICE: q('472'),
  SERVICE_FROM: q('150'),
  SERVICE_TO: q('151'),
  ALLOWED: q('B6'),
  INTEREST: q('I'),
  REMARK: q('HE'),
} as const;
const GROUPS = new Map<number, AdjustmentGroup>(
  (['CO', 'OA', 'PI', 'PR', 'CR'] as const).map((group) => [q(group), group]),
);
const STATUSES = new Set(['1', '2', '3', '4', '5', '19', '20', '21', '22', '23', '25']);
const CAS_TRIPLETS = 6;
const MOA_REMARKS = [3, 4, 5, 6, 7];
const MIA_REMARKS = [5, 20, 21, 22, 23];

/** Filled in when the claim or line is closed. */
const NONE: never[] = [];

const bags = (): { adjustments: Bag<Adjustment>; remarks: Bag<string> } => ({
  adjustments: new Bag(),
  remarks: new Bag(),
});

/** Builds one claim payment at a time: loops 2100 and 2110 of an 835. */
export class ClaimReader {
  private readonly fields: Fields;
  private claim: Draft<RemittanceClaim> | null = null;
  private line: Draft<RemittanceLine> | null = null;
  private readonly claimBags = bags();
  private readonly lineBags = bags();
  private readonly lines = new Bag<Draft<RemittanceLine>>();
  /** Unreadable amounts before the current claim: tells whether it has some. */
  private unreadableBefore = 0;

  constructor(fields: Fields) {
    this.fields = fields;
  }

  /** True between a CLP and whatever ends its loop. */
  get isOpen(): boolean {
    return this.claim !== null;
  }

  /** Starts a claim at its CLP; false when CLP04 could not be read, so that no total can hold. */
  open(cursor: SegmentCursor, payer: Draft<Payer>, payee: Draft<Payee>): boolean {
    const { fields } = this;
    this.unreadableBefore = fields.unreadable;
    const status = fields.code(cursor, 2, 2);
    const chargeCents = fields.amount(cursor, 3);
    const unreadable = fields.unreadable;
    const paidCents = fields.amount(cursor, 4);
    const isPaidReadable = fields.unreadable === unreadable;
    if (!STATUSES.has(status)) fields.note('unknown-status', cursor.segment, 2);
    this.claim = {
      segment: cursor.segment,
      patientControl: cursor.raw(1),
      status,
      chargeCents,
      paidCents,
      patientShareStatedCents: fields.optionalAmount(cursor, 5),
      patientShareCents: 0 as Cents,
      filingIndicator: fields.code(cursor, 6, 2),
      payerControl: cursor.raw(7),
      facility: fields.code(cursor, 8, 2),
      frequency: fields.code(cursor, 9, 1),
      renderingNpi: null,
      serviceFrom: null,
      serviceTo: null,
      receivedOn: null,
      adjustments: NONE,
      lines: NONE,
      remarks: NONE,
      interestCents: 0 as Cents,
      differenceCents: 0 as Cents,
      isBalanced: false,
      payer,
      payee,
    };
    return isPaidReadable;
  }

  /** Takes a segment of the loops; whatever else stands there is not read. */
  take(cursor: SegmentCursor): void {
    switch (cursor.id) {
      case id.CAS:
        return this.readAdjustments(cursor);
      case id.SVC:
        return this.readLine(cursor);
      case id.DTM:
        return this.readDate(cursor);
      case id.REF:
        return this.readReference(cursor);
      case id.NM1:
        return this.readName(cursor);
      case id.AMT:
        return this.readAmount(cursor);
      case id.LQ:
        return this.readRemark(cursor);
      case id.MOA:
        return this.readClaimRemarks(cursor, MOA_REMARKS);
      case id.MIA:
        return this.readClaimRemarks(cursor, MIA_REMARKS);
      default:
    }
  }

  /** Ends the claim, balances it and hands it out; null when none was open. */
  close(): Draft<RemittanceClaim> | null {
    const { claim, fields } = this;
    this.closeLine();
    if (claim === null) return null;
    claim.adjustments = this.claimBags.adjustments.take();
    claim.remarks = this.claimBags.remarks.take();
    claim.lines = this.lines.take();
    balanceClaim(claim, fields.unreadable > this.unreadableBefore, fields);
    this.claim = null;
    return claim;
  }

  private readLine(cursor: SegmentCursor): void {
    const { claim, fields } = this;
    this.closeLine();
    if (claim === null) return fields.note('segment-outside', cursor.segment);
    const { qualifier, procedure, modifiers } = readProcedure(cursor, 1, fields);
    const chargeCents = fields.amount(cursor, 2);
    const paidCents = fields.amount(cursor, 3);
    const submitted = cursor.isEmpty(6) ? '' : readProcedure(cursor, 6, fields).procedure;
    this.line = {
      segment: cursor.segment,
      procedure,
      qualifier,
      modifiers,
      submittedProcedure: submitted || null,
      revenueCode: fields.code(cursor, 4, 4) || null,
      chargeCents,
      paidCents,
      units: fields.quantity(cursor, 5),
      serviceFrom: null,
      serviceTo: null,
      lineControl: null,
      adjustments: NONE,
      allowedCents: null,
      remarks: NONE,
      differenceCents: 0 as Cents,
    };
    this.lines.add(this.line);
  }

  private readAdjustments(cursor: SegmentCursor): void {
    const { fields, claimBags, lineBags } = this;
    if (this.claim === null) return fields.note('adjustment-outside', cursor.segment);
    const { adjustments } = this.line === null ? claimBags : lineBags;
    const group = GROUPS.get(cursor.code(1)) ?? null;
    if (group === null) fields.note('unknown-group', cursor.segment, 1);
    for (let triplet = 0; triplet < CAS_TRIPLETS; triplet++) {
      const i = 2 + triplet * 3;
      if (i > cursor.count) break;
      if (cursor.isEmpty(i + 1)) {
        if (!cursor.isEmpty(i)) fields.note('reason-without-amount', cursor.segment, i + 1);
        continue;
      }
      const amountCents = fields.amount(cursor, i + 1);
      if (amountCents === 0) continue;
      const reason = fields.code(cursor, i, 5);
      if (reason === '') fields.note('amount-without-reason', cursor.segment, i);
      adjustments.add({
        group,
        reason,
        amountCents,
        quantity: fields.quantity(cursor, i + 2),
      });
    }
  }

  private readDate(cursor: SegmentCursor): void {
    const { claim, line, fields } = this;
    const kind = cursor.code(1);
    const owner = line ?? claim;
    if (owner === null) return;
    switch (kind) {
      case CODE.SERVICE:
        owner.serviceFrom = owner.serviceTo = fields.day(cursor, 2);
        return;
      case CODE.STATEMENT_FROM:
      case CODE.SERVICE_FROM:
        owner.serviceFrom = fields.day(cursor, 2);
        owner.serviceTo ??= owner.serviceFrom;
        return;
      case CODE.STATEMENT_TO:
      case CODE.SERVICE_TO:
        owner.serviceTo = fields.day(cursor, 2);
        owner.serviceFrom ??= owner.serviceTo;
        return;
      case CODE.RECEIVED:
        if (claim !== null) claim.receivedOn = fields.day(cursor, 2);
        return;
      default:
    }
  }

  private readReference(cursor: SegmentCursor): void {
    if (this.line === null || cursor.code(1) !== CODE.LINE_CONTROL) return;
    this.line.lineControl = cursor.raw(2);
  }

  private readName(cursor: SegmentCursor): void {
    if (this.claim === null || this.line !== null) return;
    if (cursor.code(1) === CODE.RENDERING && cursor.code(8) === CODE.NPI) {
      this.claim.renderingNpi = this.fields.npi(cursor, 9);
    }
  }

  private readAmount(cursor: SegmentCursor): void {
    const { claim, line, fields } = this;
    const kind = cursor.code(1);
    if (line !== null) {
      if (kind === CODE.ALLOWED) line.allowedCents = fields.optionalAmount(cursor, 2);
    } else if (claim !== null && kind === CODE.INTEREST) {
      const interest = fields.optionalAmount(cursor, 2) ?? 0;
      claim.interestCents = (claim.interestCents + interest) as Cents;
    }
  }

  private readRemark(cursor: SegmentCursor): void {
    if (this.claim === null || cursor.code(1) !== CODE.REMARK) return;
    const remark = this.fields.code(cursor, 2, 6);
    if (remark !== '') (this.line === null ? this.claimBags : this.lineBags).remarks.add(remark);
  }

  private readClaimRemarks(cursor: SegmentCursor, elements: readonly number[]): void {
    if (this.claim === null) return;
    for (const i of elements) {
      const remark = this.fields.code(cursor, i, 6);
      if (remark !== '') this.claimBags.remarks.add(remark);
    }
  }

  private closeLine(): void {
    if (this.line === null) return;
    this.line.adjustments = this.lineBags.adjustments.take();
    this.line.remarks = this.lineBags.remarks.take();
    balanceLine(this.line, this.fields);
    this.line = null;
  }
}
