// What is asked of a stand-by and what it answers; and who has to do without.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isOwnSocket, isQuestion } from '../../../app/standby/place.ts';
import { quickScenario } from '../../support/quick-scenario.ts';
import { exampleBook } from '../cli/example-book.ts';
import { run } from '../cli/run.ts';
import type { Setting } from '../cli/run.ts';
import { ask, heldBack, question, spoken, useStandbys } from './support.ts';

const { folder, start, nextPath } = useStandbys();

describe('an answer', () => {
  let book = '';
  beforeAll(async () => {
    book = await exampleBook('2024-11');
  });

  it.each([
    ['a report', ['report', 'cash-flow'], {}],
    ['a report for programs', ['report', 'ledger', '--json'], {}],
    ['a report in colours', ['report', 'fee'], { isTty: true, env: { CI: '' } }],
    ['an explanation', ['explain', 'cash-flow/payer-receipts/2024-10'], {}],
    ['a figure that there is not', ['explain', 'cash-flow/nothing'], {}],
    ['a usage error', ['report', 'ledger', '--as-of', 'tomorrow'], {}],
    ['a comparison', ['compare', 'QUICK', '--paths', '64', '--workers', '1'], {}],
  ] satisfies [string, string[], Setting][])(
    'is the one that the command gives by itself: %s',
    async (_what, argv, setting: Setting) => {
      const words = argv.map((word) =>
        word === 'QUICK' ? quickScenario(folder, { bridgePaths: 1 }) : word,
      );
      const { path } = await start();
      const own = await run([...words, '--book', book], setting);
      const theirs = await ask(path, [...words, '--book', book], setting);
      expect(theirs.code).toBe(own.code);
      expect(theirs.out).toBe(own.out);
      // The time of day stands in remarks.
      const timeless = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T');
      expect(timeless(theirs.err)).toBe(timeless(own.err));
      expect(theirs.out + theirs.err).not.toBe('');
    },
  );

  it('is given in the folder and the environment of the one who asks, and only there', async () => {
    const { path } = await start({
      async answer(_argv, io) {
        io.stdout.write(
          [process.cwd(), process.env['ASKED'], process.env['PATH'], process.umask()].join(' '),
        );
        return 0;
      },
    });
    const cwd = join(folder, 'elsewhere');
    mkdirSync(cwd);
    const world = () => ({
      cwd: process.cwd(),
      env: { ...process.env },
      umask: process.umask(),
    });
    const own = world();
    const asked = ask(path, ['report'], { cwd, env: { ASKED: 'yes' } });
    expect((await asked).out).toBe(`${cwd} yes  ${own.umask}`);
    expect(world()).toEqual(own);
  });
});

describe('who asks', () => {
  it('runs it alone while another is answered', async () => {
    const { answer, begun, end } = heldBack();
    const { path, standby } = await start({ answer });
    const first = ask(path, ['report', 'fee']);
    await begun;
    expect((await ask(path, ['report', 'fee'])).code).toBe('alone');
    end();
    expect(await first).toMatchObject({ code: 0, out: 'late\n' });
    expect(standby.answered()).toBe(1);
  });

  it('runs it alone where nobody listens, or not any more', async () => {
    const { path, standby } = await start();
    await standby.close();
    expect((await ask(path, ['report', 'fee'])).code).toBe('nobody');
  });

  it('runs it alone when the files of the program are not those that answer', async () => {
    let files = 'as they were';
    let isOld = false;
    const { path } = await start({
      files: () => files,
      onOld: () => (isOld = true),
      answer: async () => 0,
    });
    expect((await ask(path, ['report', 'fee'])).code).toBe(0);
    expect(isOld).toBe(false);
    files = 'changed';
    expect((await ask(path, ['report', 'fee'])).code).toBe('alone');
    expect(isOld).toBe(true);
  });

  it('runs it alone when it is another program, or its folder has gone', async () => {
    const { path, standby } = await start({ answer: async () => 0 });
    const other = JSON.stringify(question({ who: 'somebody else' }));
    const said = await spoken(path, (socket) => socket.write(`${other}\n`));
    expect(said).toBe('{"kind":"alone"}\n');
    expect((await ask(path, ['report'], { cwd: join(folder, 'gone') })).code).toBe('alone');
    expect(standby.answered()).toBe(0);
  });

  it('is not broken off for another who finds the program changed', async () => {
    const { answer, begun, end } = heldBack();
    let files = 'as they were';
    let isOld = false;
    const { path } = await start({ answer, files: () => files, onOld: () => (isOld = true) });
    const first = ask(path, ['report']);
    await begun;
    files = 'changed';
    expect((await ask(path, ['report'])).code).toBe('alone');
    expect(isOld).toBe(false);
    end();
    expect((await first).code).toBe(0);
  });

  it('runs it alone when the answer fails, and the next one is answered', async () => {
    let times = 0;
    const { path } = await start({
      async answer() {
        if ((times += 1) === 1) throw new Error('out of order');
        return 0;
      },
    });
    expect((await ask(path, ['report'])).code).toBe('alone');
    expect((await ask(path, ['report'])).code).toBe(0);
  });

  it('is answered although the folder it was started in has gone', async () => {
    const own = process.cwd();
    const gone = mkdtempSync(join(folder, 'gone-'));
    try {
      process.chdir(gone);
      const { path } = await start({ answer: async () => 0 });
      rmSync(gone, { recursive: true });
      const codes = [];
      for (let i = 0; i < 2; i++) codes.push((await ask(path, ['report'], { cwd: own })).code);
      expect(codes).toEqual([0, 0]);
    } finally {
      process.chdir(own);
    }
  });

  it('runs it alone when nothing comes back, as from one that is suspended', async () => {
    const path = nextPath();
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(path, resolve));
    expect((await ask(path, ['report'], { patienceMs: 20 })).code).toBe('alone');
    silent.close();
  });

  it('hears an answer of more than a question may have', async () => {
    const text = `${'x'.repeat(1023)}\n`.repeat(17 * 1024);
    const { path } = await start({
      async answer(_argv, io) {
        io.stdout.write(text);
        return 0;
      },
    });
    const { code, out } = await ask(path, ['report'], { patienceMs: 20_000 });
    expect(code).toBe(0);
    expect(out === text).toBe(true);
  });

  it('runs it alone when the stand-by ends before anything is printed', async () => {
    const { answer, begun, end } = heldBack();
    const { path, standby } = await start({ answer });
    const asked = ask(path, ['report', 'fee']);
    await begun;
    const closed = standby.close();
    expect(await asked).toEqual({ code: 'alone', out: '', err: '' });
    end();
    await closed;
  });

  it('hears of an answer that is broken off', async () => {
    const { answer, begun, end } = heldBack();
    const { path, standby } = await start({ answer });
    const asked = ask(path, ['report', 'fee']);
    (await begun).stdout.write('the first half\n');
    const closed = standby.close();
    const { code, out, err } = await asked;
    expect({ code, out }).toEqual({ code: 6, out: 'the first half\n' });
    expect(err).toContain('standby/broken-off');
    end();
    await closed;
  });
});

describe('what is handed over', () => {
  const is = (words: string, env = {}): boolean => isQuestion(words.split(' '), env);

  it('is what asks, and not what writes', () => {
    expect(is('compare --short')).toBe(true);
    expect(is('report ledger --book books/a.db')).toBe(true);
    expect(is('report ledger', { FEEWORTH_BOOK: 'sqlite:books/a.db' })).toBe(true);
    expect(is('compare --record')).toBe(false);
    expect(is('import a.csv --commit')).toBe(false);
    expect(is('standby')).toBe(false);
    expect(is('')).toBe(false);
  });

  it('is nothing that lies on a server, or that the system calls by the process', () => {
    expect(is('report fee --book esdb://localhost?book=main')).toBe(false);
    expect(is('compare --workers=esdb://localhost')).toBe(false);
    expect(is('report fee', { FEEWORTH_BOOK: 'esdb://localhost?book=main' })).toBe(false);
    expect(is('compare /dev/stdin')).toBe(false);
    expect(is('compare --html=/proc/self/fd/1')).toBe(false);
  });

  it('goes to a socket of one’s own: no file, no link', async () => {
    const { path } = await start();
    expect(isOwnSocket(path)).toBe(true);
    const link = join(folder, 'link.sock');
    symlinkSync(path, link);
    expect(isOwnSocket(link)).toBe(false);
    writeFileSync(join(folder, 'file.sock'), '');
    expect(isOwnSocket(join(folder, 'file.sock'))).toBe(false);
    expect(isOwnSocket(join(folder, 'none.sock'))).toBe(false);
    // Where nobody may look, or there is no folder, is no stand-by either.
    expect(isOwnSocket(join(folder, 'file.sock', 'standby.sock'))).toBe(false);
    expect(isOwnSocket(join(folder, 'x'.repeat(300)))).toBe(false);
  });
});
