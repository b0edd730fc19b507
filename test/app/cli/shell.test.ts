import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { VERBS } from '../../../app/cli/verbs.ts';
import { understand } from '../../../app/cli/program.ts';
import { paintFor } from '../../../app/cli/colours.ts';
import { asFeeworthError, errorJson, errorText } from '../../../app/cli/print-error.ts';
import { FeeworthError } from '../../../src/error.ts';
import { run } from './run.ts';

const PLAIN = paintFor({ write: () => undefined }, {}, false);
const words = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? '');

describe('the shell', () => {
  it.each([
    ['an unknown verb', ['reprot'], 'usage/unknown-command', 'did you mean "report"'],
    ['an unknown report', ['report', 'fe'], 'usage/unknown-command', 'did you mean "fee"'],
    ['an unknown option', ['report', 'fee', '--jsn'], 'usage/unknown-option', '--json'],
    ['a missing argument', ['close'], 'usage/missing-argument', 'see "feeworth close --help"'],
    ['too many arguments', ['verify', 'x'], 'usage/too-many-arguments', '"feeworth verify --help"'],
    [
      'a scenario where a parameter stands',
      ['solve', 'join', 'fee-level', '--from', '50%', '--to', '150%'],
      'usage/too-many-arguments',
      'a scenario is named with --scenario; see "feeworth solve --help"',
    ],
    [
      'an option where a scenario stands alone',
      ['voi', '--scenario', 'join'],
      'usage/unknown-option',
      'a scenario stands right after the command; see "feeworth voi --help"',
    ],
    ['a missing value', ['report', 'fee', '--book'], 'usage/missing-value', 'see'],
    ['two formats', ['report', 'fee', '--json', '--csv'], 'usage/two-formats', 'leave one'],
    ['no file to import', ['import'], 'usage/missing-argument', 'feeworth import FILE'],
  ])('refuses %s with code, hint and exit code 2', async (_what, argv, code, hint) => {
    const { code: exit, out, err } = await run(argv);
    expect(exit).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(code);
    expect(err).toContain(hint);
  });

  it('says errors as JSON on standard error with --json', async () => {
    const { code, err } = await run(['report', 'fee', '--json', '--book', '/nowhere/at-all.db']);
    const said = JSON.parse(err) as { ok: boolean; error: { code: string; hint: string } };
    expect(said).toMatchObject({ schema: 'feeworth.error/1', ok: false });
    expect(said.error.code).toBe('store/no-book');
    expect(said.error.hint).toContain('feeworth init');
    expect(code).toBe(3);
  });

  it('prints help for nothing, for a group and for --help, on standard output', async () => {
    for (const argv of [[], ['report'], ['--help'], ['help', 'compare'], ['close', '--help']]) {
      const { code, out, err } = await run(argv);
      expect(code, argv.join(' ')).toBe(0);
      expect(out).toContain('Usage: feeworth');
      expect(err).toBe('');
    }
  });

  it('shows options of the group’s own verb only', async () => {
    const { out } = await run(['import', 'revert', '--help']);
    expect(out).not.toContain('--map');
    expect(out).toContain('--reason');
    expect(out).toContain('--book');
  });

  it('answers --version', async () => {
    const { out, code } = await run(['--version']);
    expect(out).toMatch(/^feeworth \d+\.\d+\.\d+\n$/);
    expect(code).toBe(0);
  });

  it.each(VERBS.map((verb) => [verb.path, verb] as const))(
    '%s has two examples that the parser understands',
    (path, verb) => {
      expect(verb.examples.length).toBeGreaterThanOrEqual(2);
      for (const example of verb.examples) {
        const [name, ...argv] = words(example.replace(/ > .*$/, ''));
        expect(name).toBe('feeworth');
        const understood = understand(argv, PLAIN);
        if (understood.kind === 'verb') expect(understood.verb.path).toContain(path);
        else expect(example).toMatch(/--help$/);
      }
    },
  );

  it.each(VERBS.flatMap((verb) => (verb.load ? [[verb.path, verb.load] as const] : [])))(
    '%s can be loaded',
    async (_path, load) => {
      expect(typeof (await load()).run).toBe('function');
    },
  );
});

describe('colour', () => {
  const tty = { write: () => undefined, isTTY: true };
  const pipe = { write: () => undefined, isTTY: false };
  const isColoured = (paint: ReturnType<typeof paintFor>): boolean => paint.bold('x') !== 'x';

  it('is for terminals, unless somebody says otherwise', () => {
    expect(isColoured(paintFor(tty, {}, true))).toBe(true);
    expect(isColoured(paintFor(pipe, {}, true))).toBe(false);
    expect(isColoured(paintFor(tty, { NO_COLOR: '1' }, true))).toBe(false);
    expect(isColoured(paintFor(tty, { NO_COLOR: '' }, true))).toBe(true);
    expect(isColoured(paintFor(tty, { TERM: 'dumb' }, true))).toBe(false);
    expect(isColoured(paintFor(pipe, { FORCE_COLOR: '1' }, true))).toBe(true);
    expect(isColoured(paintFor(tty, { FORCE_COLOR: '0' }, true))).toBe(false);
    expect(isColoured(paintFor(tty, {}, false))).toBe(false);
  });
});

describe('errors', () => {
  it('are said with code, place, problems and help', () => {
    const error = new FeeworthError('import/not-a-number', 'input', 'This is not an amount', {
      place: { file: 'payroll.csv', line: 14, column: 3, at: 'column "Gross"' },
      hint: 'correct the cell',
      details: {
        problems: [
          { message: 'line 15 too', place: { line: 15 } },
          new FeeworthError('import/bad-date', 'input', 'No day', { place: { line: 16 } }),
        ],
      },
    });
    expect(errorText(error, PLAIN)).toBe(
      'error[import/not-a-number]: This is not an amount\n' +
        '  payroll.csv:14:3  column "Gross"\n' +
        '  - 15  line 15 too\n' +
        '  - 16  No day\n' +
        '  help: correct the cell\n',
    );
    expect(JSON.parse(errorJson(error))).toMatchObject({
      error: {
        place: { line: 14 },
        details: { problems: [{}, { code: 'import/bad-date', message: 'No day' }] },
      },
    });
  });

  it('name each problem of a scenario once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'feeworth-slip-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const slip = join(folder, 'slip.yaml');
    const set = 'parameters.removed.overhead.central: 75\n  parameters.volume.low: 5';
    writeFileSync(slip, `schema: feeworth-scenario/1\nid: slip\nextends: join\nset:\n  ${set}\n`);
    const { err, code } = await run(['compare', slip, '--book', join(folder, 'none.db')]);
    expect(code).toBe(3);
    expect(err.match(/central is the bare number 75/g)).toHaveLength(1);
    expect(err.match(/slip\.yaml:5:/g)).toHaveLength(1);
    expect(err).toContain('The scenario has 2 problems');
  });

  it('never repeat what somebody else’s error says: it may quote a record', () => {
    const error = asFeeworthError(new SyntaxError('Unexpected token JANE DOE 1980-01-01'));
    expect(error.category).toBe('internal');
    expect(errorText(error, PLAIN)).not.toContain('JANE');
    expect(errorJson(error)).not.toContain('JANE');
  });

  it('of the system become ours', () => {
    const full = Object.assign(new Error('x'), { code: 'ENOSPC', path: '/a/b' });
    expect(asFeeworthError(full)).toMatchObject({
      code: 'io/disk-full',
      category: 'io',
      place: { file: '/a/b' },
    });
  });
});

it('the doctor says of a book that cannot be opened where that lies', async () => {
  const book = 'esdb://127.0.0.1:1?book=x&tlsCAFile=none.pem';
  const { code, out } = await run(['doctor', '--book', book]);
  expect(code).toBe(4);
  expect(out).toMatch(/store\/cannot-open: The file of tlsCAFile is not there {2}\S+none\.pem/);
});
