import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openView } from '../../../app/cli/view.ts';
import { storyHtml } from '../../../app/reports/html/story.ts';
import type { Answer } from '../../../scenarios/answer.ts';
import { exampleBook } from '../cli/example-book.ts';
import { run } from '../cli/run.ts';

let html = '';
let again = '';
beforeAll(async () => {
  const book = await exampleBook('2024-12');
  const page = join(book, '..', 'page.html');
  const argv = ['compare', 'join', '--paths', '8', '--workers', '1', '--json'];
  const { out } = await run([...argv, '--book', book, '--html', page]);
  html = readFileSync(page, 'utf8');
  const { data } = JSON.parse(out) as { data: { answer: Answer } };
  const view = await openView({ book, json: false, csv: false });
  again = storyHtml(view, data.answer);
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

describe('the page', () => {
  it('is the same bytes when it is written again from the answer’s JSON', () => {
    expect(again).toBe(html);
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
