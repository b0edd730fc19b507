import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openView } from '../../../app/cli/view.ts';
import type { View } from '../../../app/cli/view.ts';
import { comparisonAsked } from '../../../app/compare.ts';
import { comparisonExplainer } from '../../../app/explain/comparison.ts';
import type { ComparisonExplainer } from '../../../app/explain/comparison.ts';
import { explainNamed } from '../../../app/explain/explain-named.ts';
import { figureNamed } from '../../../app/explain/registry.ts';
import { answerReport } from '../../../app/reports/answer.ts';
import { figureOf, valueOf } from '../../../app/reports/document.ts';
import type { Cell, Mention, Report, Table } from '../../../app/reports/document.ts';
import { feeReport } from '../../../app/reports/fee.ts';
import { revenueCycleReport } from '../../../app/reports/revenue-cycle.ts';
import { compare } from '../../../scenarios/compare.ts';
import { inlinePool } from '../../../scenarios/runner.ts';
import { sha256 } from '../../../src/audit/sha256.node.ts';
import { faultsOf } from '../../support/adds-up.ts';
import { copyOfExample } from '../../support/recorded-example.ts';

const folder = mkdtempSync(join(tmpdir(), 'feeworth-answer-'));
let view: View;
let run: ComparisonExplainer;
let answer: Report;

beforeAll(async () => {
  view = await openView({ book: await copyOfExample(folder), json: false, csv: false });
  // As many paths as show every figure: which figures there are does not hang on their number.
  const { comparison: asked } = await comparisonAsked({ paths: 32 }, view);
  const comparison = { ...asked, bridgePaths: 2 };
  const result = await compare(comparison, inlinePool(sha256), sha256);
  run = comparisonExplainer({ comparison, answer: result });
  answer = answerReport(view, result);
}, 180_000);
afterAll(async () => {
  await view.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Inputs in words, no figures: how each parameter is drawn. */
const INPUTS = new Set(['parameters']);

/** Digits in sentences that are no figures: months, ids, quantiles, how sure an interval is. */
const NO_FIGURES =
  /\d{4}-\d{2}(?:-\d{2})?|\b[A-Z][\w-]*\d\w*|\b\d+ (?:months|agreements)\b|\(95 %\)/g;

/** What is left of a sentence when the figures it mentions are taken out of it. */
function unnamed(text: string, mentions: readonly Mention[]): string {
  let rest = text;
  for (const { text: said } of mentions.toSorted((a, b) => b.text.length - a.text.length)) {
    rest = rest.replaceAll(said, '');
  }
  return rest.replace(NO_FIGURES, '');
}

interface Printed {
  readonly name: string;
  readonly value: number | null;
}

interface Found {
  readonly printed: Printed[];
  /** Where a figure stands that has no name. */
  readonly without: string[];
}

function inSentence(text: string, mentions: readonly Mention[], where: string): Found {
  const printed = mentions.map(({ figure, value }) => ({ name: figure, value }));
  return { printed, without: /\d/.test(unnamed(text, mentions)) ? [`${where}: ${text}`] : [] };
}

function inCell(cell: Cell, where: string): Found {
  if (typeof cell === 'string') return inSentence(cell, [], where);
  if (cell !== null && typeof cell === 'object' && 'text' in cell) {
    return inSentence(cell.text, cell.mentions, where);
  }
  const value = valueOf(cell);
  const name = figureOf(cell);
  if (typeof value === 'string') return inSentence(value, [], where);
  return name === undefined
    ? { printed: [], without: [`${where}: ${value}`] }
    : { printed: [{ name, value }], without: [] };
}

function inTable({ name, title, rows, columns, notes = [], mentions = [] }: Table): Found[] {
  return [
    ...[title, ...notes].map((text) => inSentence(text, mentions, name)),
    ...rows.flatMap(({ cells }, r) =>
      cells.map((cell, c) => inCell(cell, `${name}, row ${r}, ${columns[c]?.key}`)),
    ),
  ];
}

/** Every figure of a document: in its cells, in its titles and in its notes. */
function figuresOf({ title, notes, mentions = [], tables }: Report): Found {
  const all = [
    ...[title, ...notes].map((text) => inSentence(text, mentions, 'sentence')),
    ...tables.filter((table) => !INPUTS.has(table.name)).flatMap(inTable),
  ];
  return {
    printed: all.flatMap((found) => found.printed),
    without: all.flatMap((found) => found.without),
  };
}

function currentValue(name: string): number | null | undefined {
  if (name.startsWith('compare/')) return run.figures.get(name)?.value;
  const named = figureNamed(view, name);
  return named?.family.value(view, named.kind, named.args);
}

describe('the printed answer', () => {
  it('has a name for every figure in its tables and sentences', () => {
    const { printed, without } = figuresOf(answer);
    expect(without).toEqual([]);
    expect(printed.length).toBeGreaterThan(500);
  });

  it('prints under each name what that name stands for', () => {
    for (const { name, value } of figuresOf(answer).printed) {
      expect(currentValue(name), name).toBe(value);
    }
  });

  it('has each of its comparison’s figures explained by paths, parts, events and parameters', () => {
    const names = new Set(figuresOf(answer).printed.map(({ name }) => name));
    const own = [...names].filter((name) => name.startsWith('compare/'));
    expect(own.length).toBeGreaterThan(150);
    for (const name of own) {
      const explanation = run.explain(name);
      expect(explanation).toMatchObject({ figure: name, value: currentValue(name) });
      expect(faultsOf(explanation)).toEqual([]);
    }
  });

  it('has its book’s figures explained by events that add up to them', async () => {
    const printed = new Map(figuresOf(answer).printed.map((figure) => [figure.name, figure]));
    const own = [...printed.values()].filter(({ name }) => !name.startsWith('compare/'));
    // Of a column of months the first, the middle one and the last: time is all that others cost.
    const columns = Map.groupBy(own, ({ name }) => name.replace(/\d{4}-\d{2}(?=\/|$)/, 'MONTH'));
    const chosen = [...columns.values()].flatMap((all) =>
      [...new Set([0, all.length >> 1, all.length - 1])].flatMap((i) => all[i] ?? []),
    );
    expect(chosen.length).toBeGreaterThan(60);
    for (const { name, value } of chosen) {
      const explanation = await explainNamed(view, name);
      expect(explanation).toMatchObject({ figure: name, value });
      expect(faultsOf(explanation)).toEqual([]);
    }
  }, 180_000);

  it('explains the payer classes and what the invoice counted by mistake', async () => {
    const names = [revenueCycleReport(view, {}), feeReport(view, {})].flatMap(({ tables }) =>
      tables
        .filter(({ name }) => ['by-payer-class', 'disputes'].includes(name))
        .flatMap((table) => inTable(table).flatMap((found) => found.printed)),
    );
    expect(names.map(({ name }) => name)).toContain(
      'fee/counted/2026-04/cedar-tx/tx-practice/tips',
    );
    for (const { name, value } of names) {
      const explanation = await explainNamed(view, name);
      expect(explanation.value, name).toBe(value);
      expect(faultsOf(explanation)).toEqual([]);
    }
  });
});
