import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { volumeOf } from '../../benchmarks/support/scale-model.ts';
import type { Inputs } from '../../benchmarks/support/scale-inputs.ts';
import { recordedSpeeds } from '../../benchmarks/support/server-speeds.ts';
import { scalePage } from '../../scripts/scale-page.ts';

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = read('docs/scale.md');

describe('the page of scale', () => {
  // To write them again: npm run generate
  test('has the tables that the simulation makes of the kept costs', () => {
    expect(scalePage() === page, 'stale: run npm run generate').toBe(true);
  });

  test('would notice a figure that was changed by hand', () => {
    const { book } = JSON.parse(read('benchmarks/scale-inputs.json')) as Inputs;
    const events = volumeOf(book, 200, 5).events.toLocaleString('en-US');
    expect(page).toContain(events);
    const changed = page.replaceAll(events, '1');
    expect(scalePage(changed)).toBe(page);
  });

  test('asks for every table, and for none that there is not', () => {
    expect(() => scalePage(page.replace('<!-- table: runs -->', ''))).toThrow('lacks runs');
    expect(() => scalePage(page.replace('table: runs', 'table: walks'))).toThrow('called walks');
  });

  test('stands on the speeds that were recorded', () => {
    expect(recordedSpeeds()).toEqual({
      catchUpEvents: 89_563,
      singleAppends: 1_193,
      batchEvents: 45_972,
      acknowledgements: 18_422,
    });
  });
});
