import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BranchClaim } from '../../../scenarios/replay/branch.ts';
import { historiesOf } from '../../../scenarios/replay/history.ts';
import { payerRules } from '../../../scenarios/replay/regimes.ts';
import { pairsOf, replayableOf } from '../../../scenarios/replay/replay-claims.ts';
import { LEAST_DRAWS, replay } from '../../../scenarios/replay/replay.ts';
import type { Replay } from '../../../scenarios/replay/replay.ts';
import { centralEffects } from '../../../scenarios/replay/regimes.ts';
import { identityOf, rootWith, thereAndBack } from '../../../scenarios/replay/written-history.ts';
import type { Branch } from '../../../scenarios/replay/written-history.ts';
import { branchText } from '../../../app/replay.ts';
import { firstDay, parseDay } from '../../../src/calendar.ts';
import { checkEvent } from '../../../src/events/validate-event.ts';
import type { Json, NewEvent, RecordedEvent } from '../../../src/event.ts';
import { ColumnBook } from '../../../src/batch/column-book.ts';
import {
  bookOf,
  claim,
  Dice,
  endOf,
  monthAt,
  recordedOf,
  sale,
  structure,
} from '../calibration/world.ts';
import type { Draft } from '../calibration/world.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const MONTHS = 14;
const UNTIL = endOf(MONTHS);

/** Twenty claims a month: some denied, some of those given up, the youngest open; and one reversed. */
function drafts(): Draft[] {
  const dice = new Dice(21);
  const claims = Array.from({ length: MONTHS * 20 }, (_, n) => {
    const servedOn = firstDay(monthAt(Math.floor(n / 20))) + Math.floor(28 * dice.uniform());
    const id = `c${n}`;
    const own = claim(
      id,
      {
        payer: n % 3 === 0 ? 'a' : 'b',
        servedOn,
        lagDays: 8 + Math.floor(40 * dice.uniform()),
        isDenied: dice.is(0.2),
        isOverturned: dice.is(0.5),
        reworkDays: 20 + Math.floor(30 * dice.uniform()),
      },
      UNTIL,
    );
    const paid = own.find(
      ({ type, data }) =>
        type === 'ClaimAdjudicated' && (data as { outcome: string }).outcome === 'paid',
    );
    if (paid === undefined || paid.on + 20 > UNTIL) return own;
    const patient: Draft = {
      type: 'PatientPaymentReceived',
      site: 'austin',
      on: paid.on + 20,
      data: { amount: '50.00', claim: id, tender: 'check' },
    };
    return [...own, patient];
  }).flat();
  return [
    ...structure(),
    ...Array.from({ length: MONTHS }, (_, m) => sale(m, 200, 6_000_000)),
    ...claims,
  ];
}

const DRAFTS = drafts();
const EVENTS = recordedOf(DRAFTS);
const BOOK = bookOf(DRAFTS);
const ROOT = rootWith(EVENTS, new Map(), sha256);
const run = (regime: 'independent' | 'withMso', draws = LEAST_DRAWS): Replay =>
  replay(
    BOOK,
    { asOf: UNTIL, knownAt: BOOK.size },
    { events: EVENTS, root: ROOT },
    { regime, draws, seed: '1' },
    sha256,
  );

/** The claims as replay sees them. */
function replayed() {
  const luck = { seed: '1', sha256 };
  const { claims, kept } = historiesOf(EVENTS, UNTIL);
  const rules = payerRules(claims, null, 'solo');
  return { luck, rules, kept, claims: replayableOf(claims, rules, null, luck) };
}

describe('replay of a recorded history', () => {
  const other = run('withMso');

  it('puts the log together anew from its own rule and luck, to the same root', () => {
    const { claims, rules, luck } = replayed();
    const middle = pairsOf(rules, centralEffects('solo'), null, luck);
    const again = identityOf(claims, middle, sha256);
    // Nothing is passed over: every decision of every claim has been made again.
    const decisions = EVENTS.filter(({ type }) =>
      /^(ClaimAdjudicated|DenialWrittenOff|PatientPaymentReceived)$/.test(type),
    );
    expect(decisions.every(({ id }) => again.has(id))).toBe(true);
    expect(rootWith(EVENTS, again, sha256)).toBe(ROOT);
    expect(other.identity).toEqual({ root: ROOT, isSame: true });
  });

  it('leaves claims of an import that was taken back as they are', () => {
    // The last claims came in a file that is reverted behind them.
    const [first, last] = [EVENTS.slice(0, -40), EVENTS.slice(-40)];
    const stream = 'import-file';
    const about = (type: string, data: Json): Omit<RecordedEvent, 'sequence'> => ({
      ...(last[0] as RecordedEvent),
      id: `00000000-0000-4000-9000-${type.length.toString().padStart(12, '0')}`,
      type,
      data,
      stream,
    });
    const digest = 'a'.repeat(64);
    const started = { digest, format: 'csv', fileName: 'f.csv', bytes: '1', records: '40' };
    const events = [
      ...first,
      about('ImportStarted', started),
      ...last.map((event) => ({ ...event, stream })),
      about('ImportCompleted', { digest, records: '40' }),
      about('ImportReverted', { digest, reason: 'sent twice' }),
    ].map((event, sequence): RecordedEvent => ({ ...event, sequence }));
    const book = new ColumnBook(undefined, 8192);
    for (const event of events) book.add(event);
    const known = { asOf: UNTIL, knownAt: book.size };
    const root = rootWith(events, new Map(), sha256);
    const asked = { regime: 'withMso', draws: LEAST_DRAWS, seed: '1' } as const;
    const found = replay(book, known, { events, root }, asked, sha256);
    const submitted = (of: readonly RecordedEvent[]): number =>
      of.filter(({ type }) => type === 'ClaimSubmitted').length;
    const { replayed: others, same, kept } = found.claims;
    expect(submitted(last)).toBeGreaterThan(0);
    expect(others + same + kept).toBe(submitted(first));
    expect(found.identity).toEqual({ root, isSame: true });
  });

  it('has another root as a branch', () => {
    const branch = new Map<string, NewEvent | null>();
    for (const line of other.branch.claims) {
      for (const id of line.dropped) branch.set(id, null);
      for (const { event } of line.events) branch.set(event.id, event);
    }
    expect(branch.size).toBeGreaterThan(200);
    expect(rootWith(EVENTS, branch, sha256)).not.toBe(ROOT);
  });

  it('comes back to the log from its branch alone: what was written, read again', () => {
    const [header, ...claims] = branchText(other.branch)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as never);
    const read = { header, claims } as unknown as Branch;
    const back = thereAndBack(read, replayed().claims, sha256);
    expect(back.size).toBeGreaterThan(100);
    expect(rootWith(EVENTS, back, sha256)).toBe(ROOT);
    // It is the luck in the branch that leads back: a little off, and it is another log.
    const off = claims.map((line: BranchClaim) => ({
      ...line,
      u: { ...line.u, decision: line.u.decision * 0.9 },
    }));
    const astray = thereAndBack({ ...read, claims: off }, replayed().claims, sha256);
    expect(rootWith(EVENTS, astray, sha256)).not.toBe(ROOT);
  });

  it('leaves every month as it was that was under the regime already', () => {
    const same = run('independent');
    expect(same.otherMonths).toBe(0);
    expect(same.branch.claims).toEqual([]);
    expect([same.net, same.bars.claims]).toEqual([
      { p10: 0, p50: 0, p90: 0 },
      { p10: 0, p50: 0, p90: 0 },
    ]);
  });

  it('makes events that the vocabulary takes, each with what it comes from, in no stream of a book', () => {
    const ids = new Set(EVENTS.map(({ id }) => id));
    const made = other.branch.claims.flatMap(({ events }) => events);
    expect(made.length).toBeGreaterThan(100);
    for (const { event, parentEvent, synthetic } of made) {
      expect(synthetic).toBe(true);
      expect(ids.has(parentEvent)).toBe(true);
      expect(ids.has(event.id)).toBe(false);
      expect(checkEvent(event, parseDay('2030-01-01'))).toEqual([]);
      expect(event.meta).toMatchObject({ actorKind: 'model', actor: 'replay' });
    }
    for (const { u, ruleVersion, rule } of other.branch.claims) {
      expect(Object.values(u).every((place) => place >= 0 && place <= 1)).toBe(true);
      expect([ruleVersion, other.branch.header.rules[rule] !== undefined]).toEqual([
        'replay-claims@1',
        true,
      ]);
    }
  });

  it('brings claims sooner and more of them with an MSO, for a fee, and shows the spread', () => {
    expect(other.bars.claims.p50).toBeGreaterThan(0);
    expect(other.bars.claims.p90).toBeGreaterThan(other.bars.claims.p10);
    expect(other.bars.fee.p90).toBeLessThan(0);
    expect(other.feeFrom).toBe('prior');
    expect(other.changed.nowDenied).toBe(0);
  });

  it('is the same each time, and other luck with another seed', () => {
    expect(run('withMso')).toEqual(other);
    const reseeded = replay(
      BOOK,
      { asOf: UNTIL, knownAt: BOOK.size },
      { events: EVENTS, root: ROOT },
      { regime: 'withMso', draws: LEAST_DRAWS, seed: '2' },
      sha256,
    );
    expect(reseeded.branch.header.branch).not.toBe(other.branch.header.branch);
    expect(reseeded.bars.claims).not.toEqual(other.bars.claims);
  });

  it('wants draws enough to show a spread', () => {
    expect(() => run('withMso', 63)).toThrow(
      expect.objectContaining({ code: 'replay/too-few-draws' }),
    );
  });

  it('replays costs and fee of a practice that bills no payer', () => {
    const cash = [...structure(), ...Array.from({ length: 13 }, (_, m) => sale(m, 200, 6_000_000))];
    const book = bookOf(cash);
    const events = recordedOf(cash);
    const found = replay(
      book,
      { asOf: endOf(13), knownAt: book.size },
      { events, root: rootWith(events, new Map(), sha256) },
      { regime: 'withMso', draws: LEAST_DRAWS, seed: '1' },
      sha256,
    );
    expect([found.identity.isSame, found.branch.claims.length]).toEqual([true, 0]);
    expect(found.bars.claims).toEqual({ p10: 0, p50: 0, p90: 0 });
    // Thirteen months of 60,000 at a fee of 6 to 15 %.
    expect(found.bars.fee.p50 / -78_000_000).toBeGreaterThan(0.06);
    expect(found.bars.fee.p50 / -78_000_000).toBeLessThan(0.15);
  });

  it('keeps as recorded what is not plain', () => {
    const [one] = DRAFTS.filter(({ type }) => type === 'ClaimSubmitted');
    const again: Draft = { ...(one as Draft), on: (one as Draft).on + 3 };
    const before = historiesOf(EVENTS, UNTIL);
    const after = historiesOf(recordedOf([...DRAFTS, again]), UNTIL);
    expect([before.kept, after.kept]).toEqual([0, 1]);
    expect(after.claims).toHaveLength(before.claims.length - 1);
  });
});
