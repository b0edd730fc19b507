// Writes docs/bridge.svg, the picture of the README: the bridge of the example group as the HTML
// report draws it. Run by hand, since it compares 4096 futures, whenever the answer changes:
//
//   npm start
//   node scripts/run.js scripts/generate-picture.ts
import { existsSync, writeFileSync } from 'node:fs';
import { openView } from '../app/cli/view.ts';
import { runComparison } from '../app/compare.ts';
import { comparisonReport } from '../app/reports/comparison.ts';
import { bridgeFigure } from '../app/reports/html/comparison-figures.ts';
import { HEIGHT, WIDTH } from '../app/reports/html/chart.ts';
import { tag } from '../app/reports/html/markup.ts';

const BOOK = '.feeworth/example.db';
const PICTURE = 'docs/bridge.svg';
const REMARK =
  '<!-- Written by scripts/generate-picture.ts. Anew: npm start, then ' +
  'node scripts/run.js scripts/generate-picture.ts -->';

/** A picture that stands alone: a size, a font, and white paper under it on a dark page too. */
function standingAlone(svg: string): string {
  const paper = tag('rect', { width: WIDTH, height: HEIGHT, fill: '#FFFFFF' });
  return svg
    .replace(
      '<svg ',
      `<svg width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, Helvetica, Arial, sans-serif" `,
    )
    .replace('</title>', `</title>\n${REMARK}\n${paper}`)
    .replaceAll('/><', '/>\n<')
    .replaceAll('</text><', '</text>\n<');
}

if (existsSync(BOOK)) {
  const view = await openView({ book: BOOK, json: false, csv: false });
  const { answer } = await runComparison({}, view);
  const { tables } = comparisonReport(answer, view.provenance);
  const [, level1, level2] = tables;
  await view.close();
  if (level1 === undefined || level2 === undefined) throw new RangeError('bridge');
  const { svg, title } = bridgeFigure(answer, level1, level2);
  if (svg === null) throw new RangeError(title);
  writeFileSync(PICTURE, `${standingAlone(svg)}\n`);
  console.log(`wrote ${PICTURE}: ${title}`);
} else {
  console.error(`${BOOK} is not there: run npm start first`);
  process.exitCode = 1;
}
