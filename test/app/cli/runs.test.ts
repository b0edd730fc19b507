// Runs as events of a book: recorded, run again, approved, locked.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openBook } from '../../../app/book.ts';
import type { Book } from '../../../app/book.ts';
import { manualClock } from '../../../app/clock.ts';
import { approveRun, lockRun } from '../../../app/commands/decide-run.ts';
import { signAgreement } from '../../../app/commands/agreement.ts';
import { recordRun } from '../../../app/commands/record-run.ts';
import { runComparison } from '../../../app/compare.ts';
import { openView } from '../../../app/cli/view.ts';
import { promiseIn } from '../../../app/promise-in-run.ts';
import { revertImport } from '../../../app/commands/import-revert.ts';
import type { Answer } from '../../../scenarios/answer.ts';
import type { Json } from '../../../src/event.ts';
import { draft } from '../../../src/events/draft.ts';
import {
  AGREEMENT_YAML,
  codeOf,
  csv,
  events,
  file,
  folder,
  KEY,
  POS_HEAD,
  posLine,
  take,
  testBook,
} from '../support.ts';
import { run } from './run.ts';
import type { Ran } from './run.ts';

// Levels of the book, so that what comes into it later could move the answer.
const SCENARIO = `schema: feeworth-scenario/1
id: own
extends: stay-or-leave
set:
  timeline.months: 6
  regimes.independent.exit: 5000 USD
  run: { bridgePaths: 1, sidePaths: 2 }
`;
const NOW = '2026-03-05T09:00:00.000Z';

let url = '';
let path = '';
let book: Book;
// Nothing is closed, so that what comes late counts in the months a run has known.
beforeEach(async () => {
  url = join(folder(), 'book.db');
  const made = await testBook(url);
  ({ book } = made);
  await signAgreement({ file: 'msa.yaml', text: AGREEMENT_YAML }, book);
  path = file('own.yaml', SCENARIO);
  made.clock.set(NOW);
  for (const [i, day] of ['2026-01-10', '2026-02-10', '2026-03-02'].entries()) {
    const sale = posLine({ Date: day, Ticket: `T${i}`, Amount: '1000.00' });
    await take(book, csv(POS_HEAD, sale), 'pos');
  }
});

const ask = (argv: readonly string[], actor = 'dana'): Promise<Ran> =>
  run([...argv, '--book', url], { now: NOW, env: { FEEWORTH_ACTOR: actor } });

interface Recorded {
  readonly answer: Answer;
  readonly notes: readonly string[];
  readonly recorded: { readonly stream: string; readonly sequence: number };
}

async function record(...more: readonly string[]): Promise<Recorded> {
  const argv = ['compare', path, '--paths', '8', '--workers', '1', '--json', '--record', ...more];
  const { out, err, code } = await ask(argv);
  expect(err).toBe('');
  expect(code).toBe(0);
  return (JSON.parse(out) as { data: Recorded }).data;
}

/** A late sale of a month that a run knew otherwise. */
const grow = (): Promise<unknown> =>
  take(book, csv(POS_HEAD, posLine({ Date: '2026-02-20', Ticket: 'T8', Amount: '900.00' })), 'pos');

/** The data of the run, recorded once more with some of it changed. */
async function forge(stream: string, change: Readonly<Record<string, Json | undefined>>) {
  const [original] = await events(book, 'ScenarioRunRecorded');
  const data = { ...(original?.data as Record<string, Json>), ...change };
  const meta = { occurredOn: '2026-03-05', effectiveOn: '2026-03-05', entity: 'book' };
  const made = draft('ScenarioRunRecorded', data as never, {
    ...meta,
    actor: 'dana',
    actorKind: 'person',
  });
  await book.record(stream, 'none', [{ id: book.derivedId('forged', stream), draft: made }]);
}

const rerun = (name: string, ...more: readonly string[]): Promise<Ran> =>
  ask(['rerun', name, '--workers', '1', ...more]);

describe('a recorded run', () => {
  it('is run again to the same bytes, whatever came later and though its file is gone', async () => {
    const first = await record();
    rmSync(path);
    // A sale that was not known, and a file that was is taken back.
    await grow();
    const taken = [...(await book.imports).byStream.keys()][1];
    await revertImport({ import: taken ?? '', reason: 'wrong site' }, book);
    const { out, code } = await rerun(first.recorded.stream, '--json');
    expect(code).toBe(0);
    const { data } = JSON.parse(out) as { data: { isSame: boolean; answer: Answer } };
    expect(data.isSame).toBe(true);
    expect(JSON.stringify(data.answer)).toBe(JSON.stringify(first.answer));
    // Without the cut it would be another answer.
    path = file('own.yaml', SCENARIO);
    expect((await record()).answer.digest).not.toBe(first.answer.digest);
  });

  it('says what was set on the command line without the command line', async () => {
    const set = await record('--set', 'fee-level=80%', 'timeline.months=4');
    const plain = await record();
    expect(set.answer.digest).not.toBe(plain.answer.digest);
    const { out } = await rerun(set.recorded.stream, '--json');
    const { data } = JSON.parse(out) as { data: { answer: Answer } };
    expect(data.answer).toEqual(set.answer);
    expect(data.answer.title).toContain('fee-level=80%');
  });

  it('that comes to something else shows the first difference, and ends with 4', async () => {
    await record();
    const headline = { deltaCashCents: 1, npvCents: 2, pBetter: '0.5' };
    await forge('run-0000000000000001', { headline });
    const { out, code } = await rerun('run-0000000000000001');
    expect(code).toBe(4);
    expect(out).toMatch(/^Not the same: .* first in breakEvenRate/);
    expect(out).toMatch(/^deltaCashCents +1 +-?\d+$/m);
  });

  it('of another model is refused with a code of its own and the version to install', async () => {
    await record();
    const change = { modelVersion: 'practice-1', programVersion: '0.0.9' };
    await forge('run-0000000000000002', change);
    const { err, code } = await rerun('run-0000000000000002');
    expect(code).toBe(8);
    expect(err).toContain('error[run/other-model]');
    expect(err).toContain('feeworth 0.0.9');
  });

  it('that knew another book is refused', async () => {
    const { recorded } = await record();
    await forge('run-0000000000000003', { root: 'ab'.repeat(32) });
    await forge('run-0000000000000004', { basedOn: '9999' });
    const other = await rerun('run-0000000000000003');
    const shorter = await rerun('run-0000000000000004');
    expect(other.err).toContain('error[run/other-root]: After ');
    expect(shorter.err).toContain(`The run knew 9999 events, and the book has`);
    expect([other.code, shorter.code]).toEqual([4, 4]);
    expect((await rerun(recorded.stream)).code).toBe(0);
  });

  it('of the first versions is listed and shown, and cannot be run again', async () => {
    await record();
    const gone = ['asOf', 'document', 'parts', 'programVersion', 'purpose', 'sampler'];
    const headline = { deltaCashCents: 100, npvCents: 200 };
    const without = Object.fromEntries(gone.map((name) => [name, undefined]));
    await forge('run-0000000000000005', { ...without, headline });
    expect((await ask(['run', 'list'])).out).toMatch(
      /^run-0000000000000005 .* analysis .* 1\.00 /m,
    );
    const { out, code } = await ask(['run', 'show', 'run-0000000000000005']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Fee paid, mean +not kept$/m);
    const refused = await rerun('run-0000000000000005');
    expect(refused.err).toContain('error[run/no-document]');
    expect(refused.code).toBe(3);
  });

  it('is named by its stream, its sequence, or the first digits of its result', async () => {
    const { recorded, answer } = await record();
    for (const name of [`#${recorded.sequence}`, answer.digest.slice(0, 6), recorded.stream]) {
      expect((await ask(['run', 'show', name])).out).toContain(recorded.stream);
    }
    expect((await ask(['run', 'show', 'abc'])).err).toContain('error[run/unknown]');
    await record('--promise-to', 'Cedar');
    const { err, code } = await ask(['run', 'show', answer.digest.slice(0, 6)]);
    expect(err).toContain('error[run/ambiguous]: 2 runs');
    expect(code).toBe(2);
    expect((await ask(['run', 'show', recorded.stream])).code).toBe(0);
  });

  it('says in words what it was run with', async () => {
    const { recorded } = await record();
    const { out } = await ask(['run', 'show', recorded.stream]);
    expect(out).toMatch(
      /^sampler +with luck; (?:one|\d+) paths? for the drivers, (?:two|\d+) paths for each side run$/m,
    );
    // What another version kept is shown as it kept it.
    await forge('run-0000000000000006', { sampler: { points: 'sobol' } });
    expect((await ask(['run', 'show', 'run-0000000000000006'])).out).toContain(
      '{"points":"sobol"}',
    );
  });

  it('replaces the last run of the same scenario, not of what was set in it', async () => {
    await record();
    await grow();
    await record();
    await record('--set', 'fee-level=80%');
    const [first, second, third] = await events(book, 'ScenarioRunRecorded');
    expect(second?.data).toMatchObject({ supersedes: first?.id });
    expect(third?.data).not.toHaveProperty('supersedes');
  });
});

describe('a run that is stopped', () => {
  it('is neither recorded nor kept, though it is printed', async () => {
    let stop = (): void => undefined;
    const argv = ['compare', path, '--paths', '100000', '--workers', '1', '--record'];
    const { out, code } = await run([...argv, '--book', url], {
      now: NOW,
      isTty: true,
      env: { CI: '' },
      onStop: (given) => (stop = given),
      onError: (text) => (text.startsWith('Comparing') ? stop() : undefined),
    });
    expect(code).toBe(130);
    expect(out).toContain('a run over the first 64 of 100000 paths');
    expect(await events(book, 'ScenarioRunRecorded')).toEqual([]);
    expect(existsSync(`${url}.runs`)).toBe(false);
    await record();
    expect(existsSync(`${url}.runs`)).toBe(true);
  });
});

describe('a promise', () => {
  it('is a run beside the analysis, kept by month, run again and checked', async () => {
    const plain = (await record()).recorded.stream;
    const { recorded, answer } = await record('--promise-to', ' Cedar Group ');
    expect(recorded.stream).not.toBe(plain);
    const data = (await events(book, 'ScenarioRunRecorded'))[1]?.data;
    const promised = promiseIn(data as never);
    expect(data).toMatchObject({ purpose: 'promise', to: 'Cedar Group' });
    expect(data).not.toHaveProperty('supersedes');
    expect(promised).toMatchObject({ practices: ['practice'], joined: '2026-03' });
    expect(promised?.months).toHaveLength(6);
    expect(answer.arms.withMso.netCashCents).not.toBe(0);
    expect((await rerun(recorded.stream)).code).toBe(0);
    const { out, code } = await ask(['run', 'check', recorded.stream]);
    expect(code).toBe(0);
    expect(out).toContain('cannot be checked yet: no promised month is complete');
    expect((await ask(['run', 'list'])).out).toContain('promise to Cedar Group');
    // To somebody else it is another promise, to the same one it is there already.
    expect((await record('--promise-to', 'Cedar Group')).notes[0]).toContain('nothing was added');
    expect((await record('--promise-to', 'Oak')).recorded.stream).not.toBe(recorded.stream);
    const analysis = await ask(['run', 'check', plain]);
    expect(analysis.err).toContain('error[run/no-promise]');
  });

  it('whose months come to something else is not the same', async () => {
    const { recorded } = await record('--promise-to', 'Cedar');
    const [made] = await events(book, 'ScenarioRunRecorded');
    const promised = promiseIn(made?.data as never);
    const months = promised?.months.map((one, i) => (i === 3 ? { ...one, fee: [1, 2, 3] } : one));
    await forge('run-0000000000000006', { promised: { ...promised, months } as never });
    const { out, code } = await rerun('run-0000000000000006');
    expect(code).toBe(4);
    expect(out).toMatch(/^Not the same: .* first in promised 2026-06$/m);
    expect((await rerun(recorded.stream)).code).toBe(0);
  });

  it('wants to be recorded, a name, and levels of the book', async () => {
    for (const argv of [
      ['--promise-to', 'Cedar'],
      ['--record', '--promise-to', ' '],
    ]) {
      const { err, code } = await ask(['compare', path, ...argv]);
      expect(err).toContain('--promise-to wants --record and a name');
      expect(code).toBe(2);
    }
    const { err, code } = await ask(['compare', 'join', '--record', '--promise-to', 'Cedar']);
    expect(err).toContain('error[run/promise-of-another]');
    expect(code).toBe(2);
    expect(await events(book, 'ScenarioRunRecorded')).toEqual([]);
  });
});

async function rival(actor: string): Promise<Book> {
  return openBook(url, { clock: manualClock(NOW), actor, key: KEY });
}

describe('approving a run', () => {
  it('is for somebody who did not record it, once', async () => {
    const { recorded } = await record();
    const approve = (actor: string): Promise<Ran> =>
      ask(['run', 'approve', recorded.stream, '--reason', 'levels agree', '--json'], actor);
    const own = await approve(' Dana');
    expect(own.err).toContain('run/own-approval');
    expect(own.code).toBe(5);
    expect((await approve('lee')).code).toBe(0);
    const again = await approve('Lee');
    expect(again.out).toContain('nothing was recorded');
    const given = await events(book, 'ApprovalGiven');
    expect(given.map(({ data }) => data)).toEqual([
      { approver: 'lee', approves: expect.any(String), reason: 'levels agree' },
    ]);
    expect((await ask(['run', 'list'])).out).toContain('approved by lee');
  });

  it('by two at once is recorded once, and the second hears of it', async () => {
    const { recorded } = await record();
    const [lee, kim] = [await rival('lee'), await rival('kim')];
    const write = kim.record.bind(kim);
    kim.record = async (...all) => {
      await approveRun({ run: recorded.stream }, lee);
      return write(...all);
    };
    expect(await codeOf(approveRun({ run: recorded.stream }, kim))).toBe('store/conflict');
    expect(await events(book, 'ApprovalGiven')).toHaveLength(1);
    await lee.close();
    await kim.close();
  });
});

describe('locking a run', () => {
  const lock = (name: string, ...more: readonly string[]): Promise<Ran> =>
    ask(['run', 'lock', name, '--reason', 'board paper', ...more], 'lee');

  it('makes it the one of record, which a later one replaces by name only', async () => {
    const first = (await record()).recorded.stream;
    expect((await lock(first)).out).toContain(`${first} is the run of record of own`);
    expect((await lock(first)).out).toContain('nothing was recorded');
    await grow();
    const later = await record();
    const second = later.recorded.stream;
    expect(later.notes[1]).toContain(`The run of record of own is ${first}, which is locked`);
    const [, recorded] = await events(book, 'ScenarioRunRecorded');
    expect(recorded?.data).not.toHaveProperty('supersedes');
    const refused = await lock(second);
    expect(refused.err).toContain('error[run/other-locked]');
    expect(refused.err).toContain(`--supersedes ${first}`);
    expect(refused.code).toBe(5);
    expect((await lock(second, '--supersedes', second)).err).toContain('run/other-locked');
    const { out } = await lock(second, '--supersedes', first);
    expect(out).toContain(`${second} is the run of record of own, instead of ${first}`);
    const list = (await ask(['run', 'list'])).out;
    expect(list).toMatch(new RegExp(`^${second} .* locked`, 'm'));
    expect(list).not.toMatch(new RegExp(`^${first} .* locked`, 'm'));
    const [, replaced] = await events(book, 'ScenarioRunLocked');
    const [original] = await events(book, 'ScenarioRunRecorded');
    expect(replaced?.data).toMatchObject({ supersedes: original?.id });
  });

  it('names nothing to replace where nothing is locked', async () => {
    const { stream } = (await record()).recorded;
    const { err, code } = await lock(stream, '--supersedes', stream);
    expect(err).toContain('error[run/not-locked]');
    expect(code).toBe(5);
  });

  it('of two runs of a scenario at once is recorded once', async () => {
    const first = (await record()).recorded.stream;
    const second = (await record('--set', 'fee-level=80%')).recorded.stream;
    const [lee, kim] = [await rival('lee'), await rival('kim')];
    const write = kim.record.bind(kim);
    kim.record = async (...all) => {
      await lockRun({ run: first, reason: 'board' }, lee);
      return write(...all);
    };
    const locking = lockRun({ run: second, reason: 'board' }, kim);
    expect(await codeOf(locking)).toBe('store/conflict');
    expect(await events(book, 'ScenarioRunLocked')).toHaveLength(1);
    await lee.close();
    await kim.close();
  });

  /** A comparison of the book as it is, not recorded yet. */
  const compared = async () => {
    const view = await openView({ book: url, json: false, csv: false });
    const made = await runComparison({ scenario: path, paths: 8, workers: 1 }, view);
    const basis = { sequence: view.cut.knownAt, root: view.root, asOf: view.cut.asOf };
    await view.close();
    return { made, basis };
  };

  it('while somebody records the same is told who did', async () => {
    const [lee, kim] = [await rival('lee'), await rival('kim')];
    const { made, basis } = await compared();
    const write = kim.record.bind(kim);
    kim.record = async (...all) => {
      expect(await recordRun(made, basis, lee)).toMatchObject({ status: 'recorded', by: 'lee' });
      return write(...all);
    };
    const second = await recordRun(made, basis, kim);
    expect(second).toMatchObject({ status: 'already-recorded', by: 'lee' });
    expect(await events(book, 'ScenarioRunRecorded')).toHaveLength(1);
    await lee.close();
    await kim.close();
  });

  it('while somebody records what would replace it is seen', async () => {
    const first = (await record()).recorded.stream;
    await grow();
    const [lee, kim] = [await rival('lee'), await rival('kim')];
    const { made, basis } = await compared();
    const write = kim.record.bind(kim);
    kim.record = async (...all) => {
      await lockRun({ run: first, reason: 'board' }, lee);
      return write(...all);
    };
    expect(await codeOf(recordRun(made, basis, kim))).toBe('store/conflict');
    expect(await events(book, 'ScenarioRunRecorded')).toHaveLength(1);
    await lee.close();
    await kim.close();
  });
});
