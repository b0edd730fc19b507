import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../scenarios/file/read-scenario.ts';
import { isPlainUnit } from '../../app/draw-text.ts';
import { figuresOf } from '../../scenarios/draw.ts';
import type { Parameter } from '../../scenarios/parameters.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';

const LIBRARY = new URL('../../scenarios/library/', import.meta.url);
const PAGES = new URL('../../docs/scenarios/', import.meta.url);
const text = (url: URL): string => readFileSync(url, 'utf8');
const names = readdirSync(LIBRARY).map((file) => file.replace('.yaml', ''));

const number = (share: number): string => String(Math.round(share * 1e4) / 100).replace('-', '−');
const spread = ({ draw, unit }: Parameter): string => {
  return figuresOf(draw)
    .map(([, value]) => (isPlainUnit(unit) ? String(value) : number(value)))
    .join(' / ');
};

// What a page says of a scenario is what its file says.
describe('pages of the shipped scenarios', () => {
  it.each(names)('%s', (name) => {
    const page = text(new URL(`${name}.md`, PAGES));
    const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    // Shipped scenarios are extended by name.
    const load = (file: string): string => text(new URL(`${file}.yaml`, LIBRARY));
    const extend = (child: string) => (file: string) => (file === 'own.yaml' ? child : load(file));
    const { scenario } = readScenario(name, load, sha256);
    const isChild = /^extends:/m.test(load(name));
    expect(page.startsWith(`# ${scenario.title}`)).toBe(true);
    for (const parameter of scenario.parameters) {
      const { id, grade, source } = parameter;
      const row = rows.find((cells) => cells[1] === `\`${id}\``);
      // A scenario that extends another tells of what it changes, and its page of what it tells.
      if (isChild && row === undefined) continue;
      expect(row?.[2]?.replace(/ %.*$/, ''), id).toBe(spread(parameter));
      expect(row?.slice(3, 5), id).toEqual([grade, source]);
    }
    for (const { service, grade } of scenario.services) {
      const row = rows.find((cells) => cells[1] === `\`${service}\``);
      if (isChild && row === undefined) continue;
      expect(row?.[4], service).toBe(grade);
    }
    for (const block of page.matchAll(/```yaml\n([^`]*)```/g)) {
      const child = block[1] ?? '';
      const own = readScenario('own.yaml', extend(child), sha256);
      expect(own.scenario.id).toBe('ours');
    }
  });
});
