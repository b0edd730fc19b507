import type { Provenance, Table } from '../document.ts';
import { escape } from './markup.ts';
import { tableHtml } from './table.ts';

/** One chart with its sentence, its unit, and the same data as a table. */
export interface Figure {
  readonly title: string;
  readonly subtitle: string;
  /** SVG as text; null where there is a table only. */
  readonly svg: string | null;
  readonly table: Table;
}

export interface Section {
  readonly heading: string;
  readonly words: readonly string[];
  readonly figures: readonly Figure[];
}

export interface Page {
  /** The answer in one sentence. */
  readonly title: string;
  /** The same in a few plain sentences. */
  readonly summary: readonly string[];
  readonly lead: string;
  readonly keys: readonly {
    readonly label: string;
    readonly value: string;
    readonly doubt: string;
  }[];
  readonly sections: readonly Section[];
  readonly provenance: Provenance;
  readonly footer: readonly string[];
}

const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 860px; padding: 32px 24px; color: #0F172A; background: #FFFFFF;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 12px; color: #12436D; }
h2 { font-size: 19px; margin: 36px 0 8px; break-after: avoid; }
h3 { font-size: 15px; margin: 0; break-after: avoid; }
p { margin: 6px 0; }
.summary { font-size: 17px; }
.lead { color: #475569; margin-top: 14px; }
.keys { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 12px;
  margin: 20px 0; padding: 0; list-style: none; }
.keys li { border: 1px solid #CBD5E1; border-radius: 6px; padding: 10px 12px; break-inside: avoid; }
.keys b { display: block; font-size: 20px; color: #12436D; }
.keys span, .note, .subtitle { color: #475569; font-size: 13px; }
figure { margin: 18px 0 26px; break-inside: avoid; }
svg { width: 100%; height: auto; display: block; margin: 6px 0; font-family: inherit; }
table { border-collapse: collapse; width: 100%; font-size: 12.5px; margin: 6px 0; }
caption { text-align: left; font-weight: 600; padding: 4px 0; }
th, td { padding: 2px 8px; border-bottom: 1px solid #E2E8F0; text-align: left; font-weight: 400; }
thead th { color: #475569; border-bottom: 1px solid #64748B; }
.number { text-align: right; white-space: nowrap; }
tr { break-inside: avoid; }
tr.total th, tr.total td { font-weight: 600; border-top: 1px solid #64748B; }
summary { cursor: pointer; color: #475569; font-size: 13px; }
footer { margin-top: 36px; border-top: 1px solid #64748B; padding-top: 8px; color: #475569;
  font-size: 12px; overflow-wrap: anywhere; }
@page { margin: 16mm; @bottom-right { content: "Page " counter(page) " of " counter(pages); } }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } summary { display: none; } }
`;

/** A page that needs nothing but itself: no script, no font, no image from elsewhere. */
export function pageHtml(page: Page): string {
  const keys = page.keys
    .map(
      (key) =>
        `<li><span>${escape(key.label)}</span><b>${escape(key.value)}</b>` +
        `<span>${escape(key.doubt)}</span></li>`,
    )
    .join('\n');
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escape(page.title)}</title>`,
    `<style>${STYLE}</style></head><body>`,
    `<main><h1>${escape(page.title)}</h1>`,
    ...page.summary.map((sentence) => `<p class="summary">${escape(sentence)}</p>`),
    `<p class="lead">${escape(page.lead)}</p>`,
    `<ul class="keys">${keys}</ul>`,
    ...page.sections.map(sectionHtml),
    '</main>',
    `<footer>${page.footer.map((line) => `<p>${escape(line)}</p>`).join('\n')}</footer>`,
    '</body></html>\n',
  ].join('\n');
}

function sectionHtml(section: Section): string {
  return [
    `<section><h2>${escape(section.heading)}</h2>`,
    ...section.words.map((words) => `<p>${escape(words)}</p>`),
    ...section.figures.map(figureHtml),
    '</section>',
  ].join('\n');
}

function figureHtml({ title, subtitle, svg, table }: Figure): string {
  const data = tableHtml(table);
  const head = `<h3>${escape(title)}</h3>\n<p class="subtitle">${escape(subtitle)}</p>`;
  if (svg === null) return `<figure>${head}\n${data}</figure>`;
  return `<figure>${head}\n${svg}\n<details><summary>The same as a table</summary>${data}</details></figure>`;
}
