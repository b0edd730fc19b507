// Stand-bys within this process: what is asked, what is answered, and what when it cannot be.
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Io } from '../../../app/cli/io.ts';
import { main } from '../../../app/cli/main.ts';
import { askStandby } from '../../../app/standby/ask.ts';
import { listen } from '../../../app/standby/listen.ts';
import type { Standby, StandbyOptions } from '../../../app/standby/listen.ts';
import { isOwnSocket, isQuestion } from '../../../app/standby/place.ts';
import { quickScenario } from '../../support/quick-scenario.ts';
import { exampleBook } from '../cli/example-book.ts';
import { run } from '../cli/run.ts';
import type { Ran, Setting } from '../cli/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'feeworth-standby-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DEFAULTS: StandbyOptions = { answer: main, now: () => '2025-02-03T09:00:00.000Z' };

let sockets = 0;
let standby: Standby | undefined;
let path = '';

async function started(options: Partial<StandbyOptions> = {}): Promise<void> {
  path = join(folder, `${(sockets += 1)}.sock`);
  standby = await listen(path, { ...DEFAULTS, ...options });
}
afterEach(async () => {
  await standby?.close();
  standby = undefined;
});

/** Asks as the program does, with streams of the test's own. */
async function ask(
  argv: readonly string[],
  { env = {}, cwd = process.cwd(), isTty = false, onStop, onError }: Setting = {},
): Promise<Omit<Ran, 'code'> & { readonly code: number | undefined }> {
  let [out, err] = ['', ''];
  const io: Io = {
    stdout: { write: (text) => (out += text), isTTY: isTty },
    stderr: {
      write(text) {
        err += text;
        onError?.(text);
      },
      isTTY: isTty,
      columns: 80,
    },
    env: { FEEWORTH_ACTOR: 'tester', ...env },
    cwd,
    now: () => '2025-02-03T09:00:00.000Z',
    onStop(stop) {
      onStop?.(stop);
      return () => undefined;
    },
  };
  const code = await askStandby(path, argv, io);
  return { code, out, err };
}

/** An answer that is given when the test says so. */
function heldBack(): { answer: StandbyOptions['answer']; begun: Promise<Io>; end: () => void } {
  let begin = (_io: Io): void => undefined;
  let end = (): void => undefined;
  const begun = new Promise<Io>((resolve) => (begin = resolve));
  const ended = new Promise<void>((resolve) => (end = resolve));
  const answer: StandbyOptions['answer'] = async (_argv, io) => {
    begin(io);
    await ended;
    io.stdout.write('late\n');
    return 0;
  };
  return { answer, begun, end };
}

/** Somebody who speaks to it in other words than the program; resolves with what came back. */
function spoken(say: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(path, () => say(socket));
    socket.on('data', (bytes) => (heard += String(bytes)));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
  });
}

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
      await started();
      const own = await run([...words, '--book', book], setting);
      const theirs = await ask([...words, '--book', book], setting);
      expect(theirs.code).toBe(own.code);
      expect(theirs.out).toBe(own.out);
      // The time of day stands in remarks.
      const timeless = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T');
      expect(timeless(theirs.err)).toBe(timeless(own.err));
      expect(theirs.out + theirs.err).not.toBe('');
    },
  );

  it('is given in the folder and the environment of the one who asks, and only there', async () => {
    await started({
      async answer(_argv, io) {
        io.stdout.write(`${process.cwd()} ${process.env['ASKED']} ${process.env['PATH']}`);
        return 0;
      },
    });
    const cwd = join(folder, 'elsewhere');
    mkdirSync(cwd);
    const own = { cwd: process.cwd(), env: process.env };
    expect((await ask(['report'], { cwd, env: { ASKED: 'yes' } })).out).toBe(
      `${cwd} yes undefined`,
    );
    expect({ cwd: process.cwd(), env: process.env }).toEqual(own);
  });
});

describe('who asks', () => {
  it('runs it alone while another is answered', async () => {
    const { answer, begun, end } = heldBack();
    await started({ answer });
    const first = ask(['report', 'fee']);
    await begun;
    expect((await ask(['report', 'fee'])).code).toBeUndefined();
    end();
    expect(await first).toMatchObject({ code: 0, out: 'late\n' });
    expect(standby?.answered()).toBe(1);
  });

  it('runs it alone where nobody listens, or not any more', async () => {
    await started();
    await standby?.close();
    expect((await ask(['report', 'fee'])).code).toBeUndefined();
  });

  it('runs it alone when the files of the program are not those that answer', async () => {
    let files = 'as they were';
    let isOld = false;
    await started({ files: () => files, onOld: () => (isOld = true), answer: async () => 0 });
    expect((await ask(['report', 'fee'])).code).toBe(0);
    expect(isOld).toBe(false);
    files = 'changed';
    expect((await ask(['report', 'fee'])).code).toBeUndefined();
    expect(isOld).toBe(true);
  });

  it('runs it alone when it is another program, or its folder has gone', async () => {
    await started({ answer: async () => 0 });
    const question = { kind: 'ask', who: 'somebody else', argv: ['report'], cwd: folder, env: {} };
    const said = await spoken((socket) => socket.write(`${JSON.stringify(question)}\n`));
    expect(said).toBe('{"kind":"alone"}\n');
    expect((await ask(['report'], { cwd: join(folder, 'gone') })).code).toBeUndefined();
    expect(standby?.answered()).toBe(0);
  });

  it('runs it alone when the stand-by ends before anything is printed', async () => {
    const { answer, begun, end } = heldBack();
    await started({ answer });
    const asked = ask(['report', 'fee']);
    await begun;
    const closed = standby?.close();
    expect(await asked).toEqual({ code: undefined, out: '', err: '' });
    end();
    await closed;
  });

  it('hears of an answer that is broken off', async () => {
    const { answer, begun, end } = heldBack();
    await started({ answer });
    const asked = ask(['report', 'fee']);
    (await begun).stdout.write('the first half\n');
    const closed = standby?.close();
    const { code, out, err } = await asked;
    expect({ code, out }).toEqual({ code: 6, out: 'the first half\n' });
    expect(err).toContain('standby/broken-off');
    end();
    await closed;
  });
});

describe('who stops', () => {
  it('stops a command that can be stopped, and one that cannot at once', async () => {
    const { answer, begun, end } = heldBack();
    let isTold = false;
    await started({
      async answer(argv, io) {
        if (argv[0] === 'report') return answer(argv, io);
        const told = new Promise<void>((resolve) => io.onStop?.(resolve));
        io.stderr.write('ready\n');
        await told;
        isTold = true;
        return 130;
      },
    });
    let stop = (): void => undefined;
    const stopped = ask(['compare'], {
      onStop: (given) => (stop = given),
      onError: () => stop(),
    });
    expect((await stopped).code).toBe(130);
    expect(isTold).toBe(true);
    const deaf = ask(['report'], { onStop: (given) => (stop = given) });
    await begun;
    stop();
    expect(await deaf).toMatchObject({ code: 130, out: '' });
    end();
  });

  it('stops it by going away too', async () => {
    let hear = (): void => undefined;
    const heard = new Promise<void>((resolve) => (hear = resolve));
    await started({
      async answer(_argv, io) {
        await new Promise<void>((resolve) => io.onStop?.(resolve));
        hear();
        return 130;
      },
    });
    const question = {
      kind: 'ask',
      who: (await import('../../../app/standby/program.ts')).whoAnswers(),
      argv: ['compare'],
      cwd: folder,
      env: {},
      stdout: {},
      stderr: {},
    };
    await spoken((socket) => socket.write(`${JSON.stringify(question)}\n`, () => socket.destroy()));
    await heard;
  });

  it('stops a command that begins to listen later', async () => {
    const { answer, begun, end } = heldBack();
    let isTold = false;
    await started({
      async answer(argv, io) {
        await answer(argv, io);
        io.onStop?.(() => (isTold = true));
        return 0;
      },
    });
    let stop = (): void => undefined;
    const asked = ask(['compare'], { onStop: (given) => (stop = given) });
    await begun;
    stop();
    expect((await asked).code).toBe(130);
    end();
    await standby?.close();
    expect(isTold).toBe(true);
  });
});

describe('a stand-by', () => {
  it('hangs up on who says something else, and goes on', async () => {
    await started({ answer: async () => 0 });
    expect(await spoken((socket) => socket.write('GET / HTTP/1.1\r\n\r\n'))).toBe('');
    expect(await spoken((socket) => socket.write('x'.repeat(17 * 1024 * 1024)))).toBe('');
    expect((await ask(['report'])).code).toBe(0);
  });

  it('is this user’s alone, and the only one', async () => {
    await started();
    expect(statSync(path).mode & 0o777).toBe(0o600 | 0o100);
    await expect(listen(path, DEFAULTS)).rejects.toMatchObject({
      code: 'standby/there-is-one',
    });
    expect((await ask(['report', '--book', 'nowhere.db'])).code).not.toBeUndefined();
  });

  it('takes the place of one that was killed', async () => {
    path = join(folder, 'left.sock');
    writeFileSync(path, '');
    standby = await listen(path, { ...DEFAULTS, answer: async () => 3 });
    expect((await ask(['report'])).code).toBe(3);
  });

  it('says so where no socket can be opened', async () => {
    const long = join(folder, 'x'.repeat(120), 'standby.sock');
    await expect(listen(long, DEFAULTS)).rejects.toMatchObject({
      code: 'standby/no-socket',
    });
  });
});

describe('what is handed over', () => {
  it('is what asks, and neither what writes nor what helps', () => {
    expect(isQuestion(['compare', '--short'])).toBe(true);
    expect(isQuestion(['report', 'ledger'])).toBe(true);
    expect(isQuestion(['compare', '--record'])).toBe(false);
    expect(isQuestion(['compare', '--help'])).toBe(false);
    expect(isQuestion(['import', 'a.csv', '--commit'])).toBe(false);
    expect(isQuestion([])).toBe(false);
  });

  it('goes to a socket of one’s own: no file, no link', async () => {
    await started();
    expect(isOwnSocket(path)).toBe(true);
    const link = join(folder, 'link.sock');
    symlinkSync(path, link);
    expect(isOwnSocket(link)).toBe(false);
    writeFileSync(join(folder, 'file.sock'), '');
    expect(isOwnSocket(join(folder, 'file.sock'))).toBe(false);
    expect(isOwnSocket(join(folder, 'none.sock'))).toBe(false);
  });
});
