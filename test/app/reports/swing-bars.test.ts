import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WIDTH } from '../../../app/reports/html/chart.ts';
import { swingBars } from '../../../app/reports/html/swing-bars.ts';

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

/** Where the texts of a drawing lie, each letter as wide as the widest of the page's font at 11 px. */
function textsOf(svg: string): Box[] {
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(
    ([, attributes = '', text = '']) => {
      const of = (name: string): string =>
        new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
      const width = text.length * 6.5;
      const shift = { middle: 0.5, end: 1 }[of('text-anchor')] ?? 0;
      const left = Number(of('x')) - shift * width;
      return { text, left, right: left + width, y: Number(of('y')) };
    },
  );
}

const row = fc.record({
  label: fc.integer({ min: 1, max: 30 }).map((length) => 'm'.repeat(length)),
  cents: fc.integer({ min: -1e10, max: 1e10 }),
});

it('writes no label over another, whatever the bars are', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
      const texts = textsOf(swingBars('what it is', rows));
      expect(texts.length).toBeGreaterThanOrEqual(2 * rows.length);
      for (const [i, a] of texts.entries()) {
        expect(a.left).toBeGreaterThanOrEqual(0);
        expect(a.right).toBeLessThanOrEqual(WIDTH);
        for (const b of texts.slice(i + 1)) {
          const isApart = Math.abs(a.y - b.y) >= 11 || a.right <= b.left || b.right <= a.left;
          expect(isApart, `${a.text} and ${b.text}`).toBe(true);
        }
      }
    }),
  );
});
