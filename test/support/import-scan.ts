import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

/** How one file speaks of another. */
export interface ImportEdge {
  readonly from: string;
  /** Path from the repository's root for a file of ours, the specifier for anything else. */
  readonly to: string;
  /** `thread` is a worker's URL, which is no import and yet a dependency (settled.md §9.6). */
  readonly kind: 'value' | 'type' | 'dynamic' | 'thread';
}

const FORMS: readonly (readonly [ImportEdge['kind'] | 'statement', RegExp])[] = [
  ['statement', /^(?:import|export)\b([^;'"`]*?)\bfrom\s+['"]([^'"]+)['"]/gm],
  ['value', /^import()\s+['"]([^'"]+)['"]/gm],
  ['dynamic', /\bimport\(()\s*['"]([^'"]+)['"]\s*\)/g],
  ['thread', /\bnew URL\(()\s*['"`](\.[^'"`]*)['"`],\s*import\.meta\.url\s*\)/g],
];

/** What a source text imports, re-exports, loads later or starts as a thread. */
export function importsOf(text: string): { specifier: string; kind: ImportEdge['kind'] }[] {
  return FORMS.flatMap(([form, pattern]) =>
    [...text.matchAll(pattern)].map(([, clause = '', specifier = '']) => {
      const isType = /^\s*type\b/.test(clause);
      const kind = form === 'statement' ? (isType ? 'type' : 'value') : form;
      return { specifier, kind } as const;
    }),
  );
}

/** Edges of files given from the root; files that are named and do not exist are an error. */
export function scanImports(root: string, files: readonly string[]): ImportEdge[] {
  return files.flatMap((from) => {
    const text = readFileSync(resolve(root, from), 'utf8');
    return importsOf(text).flatMap(({ specifier, kind }): ImportEdge[] => {
      if (!specifier.startsWith('.')) return [{ from, to: specifier, kind }];
      // Worker entries are named for sources and for what is built of them.
      const path = specifier.replace(/\$\{\w+\}$/, 'ts');
      const target = resolve(root, dirname(from), path);
      const isFile = existsSync(target);
      if (!isFile && kind !== 'thread')
        throw new Error(`${from} imports ${specifier}: no such file`);
      return [{ from, to: relative(root, target).replaceAll('\\', '/'), kind }];
    });
  });
}

/** Files that import each other in a circle, by values; the first circle found, or none. */
export function circleIn(edges: readonly ImportEdge[]): readonly string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, kind } of edges) {
    if (kind === 'value' || kind === 'dynamic') next.set(from, [...(next.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return [];
    for (const to of next.get(file) ?? []) {
      const circle = visit(to, [...path, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of next.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}
