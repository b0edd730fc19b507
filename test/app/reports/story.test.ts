import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openView } from '../../../app/cli/view.ts';
import { answerHtml, storyHtml } from '../../../app/reports/html/story.ts';
import { comparisonReport } from '../../../app/reports/comparison.ts';
import { roundDollars } from '../../../app/reports/numbers.ts';
import { plainAnswer } from '../../../app/reports/plain-answer.ts';
import { valueOf } from '../../../app/reports/document.ts';
import type { Provenance } from '../../../app/reports/document.ts';
import type { Answer } from '../../../scenarios/answer.ts';
import { exampleBook } from '../cli/example-book.ts';
import { run } from '../cli/run.ts';

interface Printed {
  readonly data: { readonly answer: Answer; readonly summary: readonly string[] };
  readonly meta: Provenance;
}

let summary: readonly string[] = [];
let html = '';
let page = '';
let again = '';
let answer: Answer;
let text = '';
beforeAll(async () => {
  const book = await exampleBook('2024-12');
  const file = join(book, '..', 'page.html');
  const argv = ['compare', 'join', '--paths', '8', '--workers', '1', '--json'];
  const { out } = await run([...argv, '--book', book, '--html', file]);
  page = readFileSync(file, 'utf8');
  text = (await run([...argv.slice(0, -1), '--book', book])).out;
  const { data, meta } = JSON.parse(out) as Printed;
  ({ answer, summary } = data);
  again = answerHtml(data.answer, meta);
  const view = await openView({ book, json: false, csv: false });
  html = storyHtml(view, data.answer);
  await view.close();
});

/** The least a parser of XML demands of what lies between two tags. */
function isBalanced(xml: string): boolean {
  const open: string[] = [];
  for (const [, slash, name = '', rest = ''] of xml.matchAll(/<(\/?)([a-z]+)([^<>]*)>/gi)) {
    if (slash === '/') {
      if (open.pop() !== name) return false;
    } else if (!rest.endsWith('/')) open.push(name);
  }
  return open.length === 0;
}

describe('the page of a scenario that brings its own levels', () => {
  it('needs no book, mixes in none, and says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'feeworth-page-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const argv = ['compare', 'join', '--paths', '8', '--workers', '1', '--html', 'page.html'];
    const { code, out } = await run(argv, {
      cwd: folder,
      env: { FEEWORTH_BOOK: join(folder, 'x') },
    });
    expect(code).toBe(0);
    expect(out).toContain('No book: the scenario brings its own levels\n');
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toBe(page);
    expect(page).not.toContain('Juniper');
    expect(page).toContain('scenario’s own; no book was read');
  });
});

describe('a page that cannot be written', () => {
  it.each([
    ['gone/page.html', 'usage/no-folder', 2],
    ['.', 'usage/is-a-folder', 2],
  ])('is refused before anything is computed: %s', async (page, said, exit) => {
    const cwd = mkdtempSync(join(tmpdir(), 'feeworth-page-'));
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
    // A scenario that is none would be told first, if anything were read.
    const argv = ['compare', 'none-such', '--html', page];
    const { code, err, out } = await run(argv, { cwd });
    expect([code, out]).toEqual([exit, '']);
    expect(err).toContain(said);
    expect(err).toContain(cwd);
  });
});

describe('the first lines', () => {
  it('say cost, return, range, doubt and hinge in words, on screen, page and in JSON alike', () => {
    const sentences = plainAnswer(answer);
    expect(sentences).toHaveLength(4);
    expect(summary).toEqual(sentences);
    const [, title = ''] = /^([^\n]+)\n\n/.exec(text) ?? [];
    expect(text.startsWith(`${title}\n\n${sentences.join('\n')}\n\n`)).toBe(true);
    for (const out of [page, html]) {
      const main = out.slice(out.indexOf('<main>'), out.indexOf('<section>'));
      const shown = [...main.matchAll(/<p class="summary">([^<]*)<\/p>/g)].map(([, own]) => own);
      // A minus and its amount stay on one line: U+2060 between them.
      expect(shown.map((own = '') => own.replaceAll('\u2060', ''))).toEqual(sentences);
      expect(main.indexOf('class="summary"')).toBeLessThan(main.indexOf('class="keys"'));
    }
    const all = sentences.join(' ');
    for (const name of ['P10', 'P50', 'P90']) expect(all.split(name)).toHaveLength(2);
    expect(all).not.toMatch(/NPV|Shapley|Monte|paths|parameter|quantile|will\b/);
  });

  it('say the share resting on estimates as the table does', () => {
    const share = /Share resting on estimates +(\S+ %)/.exec(text)?.[1] ?? 'none';
    expect(share).toMatch(/^\d+\.\d %$/);
    expect(summary.join(' ')).toContain(`${share} of the spread rests on them`);
    expect(page).toContain(`>${share}<`);
  });

  it('have no figure that the tables do not have', () => {
    const { tables } = comparisonReport(answer, JSON.parse('{}') as Provenance);
    const known = new Set(
      tables.flatMap(({ rows }) =>
        rows.flatMap(({ cells }) =>
          cells.map(valueOf).flatMap((value) => (typeof value === 'number' ? [value] : [])),
        ),
      ),
    );
    const printed = new Set(
      [...known].flatMap((cents) => [roundDollars(cents), roundDollars(-cents)]),
    );
    const said =
      plainAnswer(answer)
        .join(' ')
        .match(/−?\$[\d,]+/g) ?? [];
    expect(said.length).toBeGreaterThanOrEqual(8);
    for (const figure of said) expect(printed).toContain(figure);
  });

  it('say what staying spares, what costs instead of bringing, and where the answer turns', () => {
    const bar = (id: string, cents: number) => {
      return { id, label: id, cents, standardErrorCents: null };
    };
    const level1 = [bar('gross', -100_00), bar('fee', -900_00), bar('change', 50_00)];
    const cases = answer.managerCases.map((one, i) => ({ ...one, deltaCashCents: i * 200 - 100 }));
    const [cost, result, , hinge] = plainAnswer({
      ...answer,
      question: 'stay-or-leave',
      bridge: { ...answer.bridge, level1 },
      managerCases: cases,
    });
    expect(cost).toContain('leaving, which staying spares, to $50; what it does costs');
    expect(result).toContain('staying leaves');
    expect(hinge).toContain('Whether it pays hangs on');
    // Of fewer futures than the headline, it says a number of its own and of how many it is.
    const of = (paths: number): string | undefined =>
      plainAnswer({ ...answer, managerCases: cases.map((one) => ({ ...one, paths })) }).at(-1);
    expect(of(answer.paths - 1)).toContain(
      `over ${answer.paths - 1} futures of their own the difference is`,
    );
    expect(of(answer.paths)).not.toContain('futures of their own');
  });
});

describe('the page', () => {
  it('is the same bytes when it is written again from the answer’s JSON', () => {
    expect(again).toBe(page);
  });

  it('needs nothing but itself', () => {
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(http/i);
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toContain('http');
  });

  it('names every chart by the sentence above it and has its data as a table', () => {
    const charts = [
      ...html.matchAll(
        /<figure><h3>([^<]*)<\/h3>\s*<p[^>]*>[^<]*<\/p>\s*(<svg.*?<\/svg>)(.*?)<\/figure>/gs,
      ),
    ];
    expect(charts.length).toBeGreaterThanOrEqual(5);
    for (const [, title = '', svg = '', rest = ''] of charts) {
      expect(svg).toContain('role="img"');
      expect(svg).toContain(`aria-label="${title}"`);
      expect(svg).toContain(`<title>${title}</title>`);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(isBalanced(svg)).toBe(true);
      expect(rest).toContain('<table>');
    }
  });

  it('hatches what is forecast and carries where it comes from', () => {
    expect(html).toContain('url(#hatch-');
    expect(html).toMatch(/events 0 to \d+, root [0-9a-f]{16}/);
    expect(html).toMatch(/scenario [0-9a-f]{16}, seed/);
    expect(html).not.toMatch(/\d{2}:\d{2}:\d{2}/);
  });
});
