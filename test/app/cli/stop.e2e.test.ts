// Ctrl-C while a comparison runs.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stoppable } from '../../../app/cli/stoppable.ts';
import { stopped } from '../../../app/stopping.ts';
import { csv, MAPS, POS_HEAD, posLine } from '../support.ts';
import { smallBook } from '../small-book.ts';
import { run } from './run.ts';
import { quickScenario } from '../../support/quick-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'feeworth-stop-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const QUICK = quickScenario(folder, { bridgePaths: 1 });
const MANY = ['compare', QUICK, '--paths', '1000000', '--workers', '1', '--book', 'nowhere.db'];

describe('a comparison that is told to stop', () => {
  it('prints what is complete as a run of its own, writes no page, and ends with 130', async () => {
    let stop = (): void => undefined;
    const page = join(folder, 'page.html');
    const { out, code } = await run([...MANY, '--html', page], {
      isTty: true,
      env: { CI: '' },
      onStop: (given) => (stop = given),
      // The first word of progress is said when the first range is done.
      onError: (text) => (text.startsWith('Comparing') ? stop() : undefined),
    });
    expect(code).toBe(130);
    expect(out).toContain('Stopped: this is a run over the first 64 of 1000000 paths');
    expect(out).toContain('Stopped after 64 of 1000000 paths: ');
    expect(out).toContain('left out: manager cases, drivers');
    expect(out).toContain('64 paired paths');
    expect(existsSync(page)).toBe(false);
    const alone = await run([...MANY.with(3, '64'), '--json']);
    const answer = (JSON.parse(alone.out) as { data: { title: string } }).data;
    expect(out).toContain(answer.title);
  });

  it('says so where nothing is complete', async () => {
    const { out, err, code } = await run(MANY, { onStop: (stop) => stop() });
    expect(out).toBe('');
    expect(err).toContain('error[scenario/stopped]');
    expect(code).toBe(130);
  });
});

describe('a command that is told to stop', () => {
  const LATER = '2026-03-04T09:00:00.000Z';
  const told = (argv: readonly string[], cwd: string) =>
    run(argv, { cwd, now: LATER, onStop: (stop) => stop() });
  const said = (words: string): string => `error[usage/stopped]: Stopped: ${words}`;

  it('says of an import that nothing of the file counts, and which files do', async () => {
    const { book, url } = await smallBook(mkdtempSync(join(folder, 'import-')));
    await book.close();
    const [map, more] = ['pos.yaml', 'more.csv'].map((name) => join(folder, name));
    writeFileSync(map ?? '', MAPS.pos);
    writeFileSync(more ?? '', csv(POS_HEAD, posLine({ Ticket: 'T9', Date: '2026-02-11' })));
    const how = ['--map', map ?? '', '--site', 'north', '--commit', '--book', url];
    const { code, out, err } = await told(['import', more ?? '', ...how], folder);
    expect([code, out]).toEqual([130, '']);
    expect(err).toContain(said(`nothing of ${more} counts\n  help: run the same command again`));
    expect((await run(['import', more ?? '', ...how], { now: LATER })).code).toBe(0);
  });

  it('says of a copy, a proof of the book and an export what is left of them', async () => {
    const { book, url } = await smallBook(mkdtempSync(join(folder, 'others-')));
    await book.close();
    const place = mkdtempSync(join(folder, 'place-'));
    const was = readFileSync(url);
    const cases = [
      [['copy', url, join(place, 'copy.db')], 'what was copied stays'],
      [['verify', '--book', url], 'the book was not read to its end'],
      [['export', 'ledger', '--out', join(place, 'out'), '--book', url], 'nothing was exported'],
      [['export', 'audit-package', '--out', join(place, 'p'), '--book', url], 'nothing was exp'],
      [['export', 'ledger', '--book', url], 'nothing was exported'],
    ] as const;
    for (const [argv, words] of cases) {
      const { code, out, err } = await told(argv, place);
      expect([argv[0], code, out]).toEqual([argv[0], 130, '']);
      expect(err).toContain(said(words));
    }
    // Neither an export nor what it was made of, and no word of it in the book.
    expect(readdirSync(place).filter((name) => !name.startsWith('copy.db'))).toEqual([]);
    expect(readFileSync(url).equals(was)).toBe(true);
    expect((await run(['copy', url, join(place, 'copy.db')])).code).toBe(0);
  });

  it('is not called stopped when it came to its end, or failed for another reason', async () => {
    const io = { onStop: (stop: () => void) => (stop(), () => undefined) };
    const context = { io, progress: () => undefined } as unknown as Parameters<typeof stoppable>[0];
    const meaning = () => ['nothing', 'again'] as const;
    expect(await stoppable(context, meaning, async () => 'done')).toBe('done');
    const failing = stoppable(context, meaning, () => Promise.reject(new Error('disk')));
    await expect(failing).rejects.toThrow('disk');
    const ending = stoppable(context, meaning, () => Promise.reject(stopped('Stopped')));
    await expect(ending).rejects.toMatchObject({ message: 'Stopped: nothing', hint: 'again' });
  });
});

/** Waits until a process has said something on standard error. */
function heard(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(words)) resolve();
    });
  });
}

const ended = (child: ChildProcess): Promise<readonly [number | null, NodeJS.Signals | null]> =>
  new Promise((resolve) => child.once('exit', (code, signal) => resolve([code, signal])));

describe('the process', () => {
  const script = join(folder, 'busy.ts');
  const url = new URL('../../../app/cli/io.ts', import.meta.url).href;
  const write = (): void =>
    writeFileSync(
      script,
      `import { processIo } from '${url}';
const io = processIo();
const taken = io.onStop?.(() => io.stderr.write('told\\n'));
setInterval(() => undefined, 1000);
process.on('SIGUSR2', () => { taken?.(); io.stderr.write('taken back\\n'); });
io.stderr.write('ready\\n');
`,
    );

  it('tells the command once, and ends at once when it is told again', async () => {
    write();
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'pipe'] });
    const end = ended(child);
    await heard(child, 'ready');
    child.kill('SIGINT');
    await heard(child, 'told');
    child.kill('SIGINT');
    expect(await end).toEqual([130, null]);
  });

  it('is stopped as ever where no command asks to be told', async () => {
    write();
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'pipe'] });
    const end = ended(child);
    await heard(child, 'ready');
    child.kill('SIGUSR2');
    await heard(child, 'taken back');
    child.kill('SIGINT');
    expect(await end).toEqual([null, 'SIGINT']);
  });
});
