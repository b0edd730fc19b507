import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importsOf } from './support/import-scan.ts';

const ROOT = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const list = (...patterns: string[]): string[] =>
  patterns
    .flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .map((file) => file.replaceAll('\\', '/'))
    .sort();

const SHIPPED = list('{src,projections,scenarios,app}/**/*.ts', 'bin/*.js');
const SOURCES = [...SHIPPED, ...list('{test,benchmarks,scripts}/**/*.ts', '{scripts,lint}/*.js')];
const WRITTEN = SOURCES.filter((file) => !file.endsWith('.generated.ts'));
const PROSE = list('*.md', 'docs/**/*.md', 'examples/**/*.md', 'test/**/*.md');

/** Texts that are not written here, with what to write instead, and the files that may. */
interface Ban {
  readonly text: RegExp;
  readonly instead: string;
  readonly inside: readonly string[];
  readonly except?: RegExp;
}
const BANS: readonly Ban[] = [
  { text: /\bparseFloat\(/, instead: 'parseCents, Decimal or Number', inside: SOURCES },
  { text: /\bMath\.random\b/, instead: 'a seeded generator', inside: SOURCES },
  {
    text: /\bDate\.now\(|new Date\(\)/,
    instead: 'the clock that is passed in (app/clock.ts)',
    inside: SHIPPED,
    except: /^app\/(clock|cli\/io)\.ts$/,
  },
  {
    text: /\bmkdirSync\(.*\brecursive\b/,
    instead: 'makeFolder, which comes back everywhere',
    inside: SHIPPED,
  },
  {
    text: /\bmmap_size\b/,
    instead: 'plain reading: a mapped file counts as memory, and kills who reads it when it is cut',
    inside: SHIPPED,
  },
  {
    text: /\bconsole\./,
    instead: 'the Io of the command (app/cli/io.ts)',
    inside: SHIPPED,
  },
  {
    text: /\bprocess\.exit\(/,
    instead: 'an exit code that main returns',
    inside: SHIPPED,
    except: /^app\/cli\/io\.ts$/,
  },
  // Of a Decimal it is exact; of a number it may only word a figure that is none of money.
  {
    text: /\bNumber\([^)]*\)\.toFixed\(|Cents\b[^;\n]{0,20}\.toFixed\(/,
    instead: 'formatCents',
    inside: SHIPPED,
  },
  {
    text: /\b(?:TODO|FIXME|XXX|HACK)\b(?!['"`/|])/,
    instead: 'the work, or an issue',
    inside: WRITTEN,
  },
  { text: /@ts-(?:ignore|nocheck|expect-error)/, instead: 'the right type', inside: SOURCES },
  { text: /\b(?:describe|test|it)\.only\(/, instead: 'the whole suite', inside: SOURCES },
  { text: /\bsetTimeout\(/, instead: 'an event to wait for', inside: list('test/**/*.test.ts') },
  {
    text: /(?:^|["'`\s(])\/(?:home|root|work|Users)\/\w/,
    instead: 'a path from the repository',
    inside: [...SOURCES, ...PROSE],
  },
];
const SELF = 'test/tidy.test.ts';

/** Larger than is pleasant to read in one go, each for a reason; the list only shrinks. */
const LONG_FILES: Readonly<Record<string, string>> = {
  'src/intake/csv/targets.ts': 'a table: every field a mapping may name',
  'src/agreement/state-rules-table.ts': 'a table: what states say of a fee',
  'src/events/agreement.ts': 'a table: declarations of one family',
  'app/cli/verbs.ts': 'a table: every command with its options and examples',
  'scripts/example/desk.ts': 'one seeded story of a front desk, in order',
};
const MOST_LINES = 400;
// The formatter breaks code at 100; comments are broken by hand and have four columns of grace.
const MOST_COLUMNS = 104;

describe('sources', () => {
  test('are all looked at', () => {
    expect(SHIPPED.length).toBeGreaterThan(200);
    expect(PROSE.length).toBeGreaterThan(10);
  });

  test.each(BANS)('have no $text: use $instead', ({ text, inside, except }) => {
    const found = inside
      .filter((file) => file !== SELF && !except?.test(file))
      .flatMap((file) =>
        read(file)
          .split('\n')
          .flatMap((line, i) => (text.test(line) ? [`${file}:${i + 1}`] : [])),
      );
    expect(found).toEqual([]);
  });

  test('that ship are short enough to read in one go', () => {
    const long = [...SHIPPED, ...list('scripts/**/*.ts')].filter(
      (file) => !file.endsWith('.generated.ts') && read(file).split('\n').length > MOST_LINES + 1,
    );
    expect(long.filter((file) => !(file in LONG_FILES))).toEqual([]);
  });

  test('break their comments: code is broken by the formatter, texts need not be', () => {
    const long = WRITTEN.flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, i) =>
          /^\s*(?:\/\/|\/?\*)/.test(line) &&
          line.length > MOST_COLUMNS &&
          !/https?:|\$\{/.test(line)
            ? [`${file}:${i + 1}`]
            : [],
        ),
    );
    expect(long).toEqual([]);
  });
});

/** Link targets of a Markdown text, code left out. */
function linksOf(text: string): string[] {
  const prose = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].map(([, target = '']) => target);
}

/** The anchors that GitHub makes of headings. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+\s+(.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/ /g, '-'),
  );

describe('documents', () => {
  test.each(PROSE)('%s links to files and headings that are there', (file) => {
    const broken = linksOf(read(file)).filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? join(ROOT, file) : join(ROOT, dirname(file), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && target.endsWith('.md')
        ? !anchorsOf(readFileSync(target, 'utf8')).includes(anchor)
        : false;
    });
    expect(broken).toEqual([]);
  });
});

describe('the laws of the ledger', () => {
  const rows = [...read('docs/laws.md').matchAll(/^\| (I\d+) +\|(.*)$/gm)];
  test('are listed in order', () => {
    const numbers = rows.map(([, law = '']) => Number(law.slice(1)));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(numbers.length).toBeGreaterThan(18);
  });

  test.each(rows.map(([, law = '', rest = '']) => [law, linksOf(rest)] as const))(
    '%s is tested in each place the page names',
    (law, links) => {
      expect(links.length).toBeGreaterThan(0);
      const silent = links.filter(
        (link) => !new RegExp(`'(?:I\\d+ )*${law} `).test(read(join('docs', link))),
      );
      expect(silent).toEqual([]);
    },
  );
});

describe('packages', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;
  const all = kinds.flatMap((kind) => Object.entries(manifest[kind] ?? {}));

  test.each(all)('%s is pinned to one version, %s', (_, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
  });

  test.each(all)('%s has its line among the decisions', (name) => {
    expect(read('docs/decisions/0001-dependencies.md')).toContain(`\`${name}\``);
  });

  test('that ship are those that the shipped sources import, and no others', () => {
    const used = new Set(
      SHIPPED.flatMap((file) => importsOf(read(file)))
        .map(({ specifier }) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '')
        .filter((name) => /^[a-z@]/.test(name) && !name.startsWith('node:')),
    );
    // The pinned runtime is run and not imported.
    const { node: _, ...optional } = manifest['optionalDependencies'] ?? {};
    const shipped = { ...manifest['dependencies'], ...optional };
    expect([...used].sort()).toEqual(Object.keys(shipped).sort());
  });
});
