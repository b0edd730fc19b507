import { LineCounter, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Node } from 'yaml';
import { readFeeNode } from '../../src/agreement/agreement-file.ts';
import type { AgreementTerms, FeeTerms } from '../../src/agreement/terms.ts';
import type { FilePlace } from './problems.ts';
import { report } from './tree.ts';
import type { Reading, Tree } from './tree.ts';

/**
 * Reads the fee of a scenario's agreement by the grammar of agreement files. A resolved scenario
 * may join several files, so each node is numbered, and a problem's number leads back to its place.
 */
export function readFeeOf(
  reading: Reading,
  tree: Tree | undefined,
  path: string,
  scope: Pick<AgreementTerms, 'services' | 'practices'> & { readonly currency: string },
): FeeTerms | null {
  if (tree === undefined) return null;
  const places: FilePlace[] = [tree.place];
  const { fee, problems } = readFeeNode(nodeOf(tree, places), new NodeNumbers(), scope);
  for (const problem of problems) {
    const place = places[(problem.line ?? 1) - 1] ?? tree.place;
    report(reading, place, {
      code: 'E-MSA',
      at: problem.at === 'fee' ? path : problem.at.replace(/^fee/, path),
      message: `${problem.message} (${problem.code})`,
      ...(problem.hint === undefined ? {} : { hint: problem.hint }),
    });
  }
  return fee;
}

/** Stands in for the lines of a file: the "line" of offset n is n + 1. */
class NodeNumbers extends LineCounter {
  override linePos = (offset: number): { line: number; col: number } => ({
    line: offset + 1,
    col: 1,
  });
}

function nodeOf(tree: Tree, places: FilePlace[]): Node {
  const number = places.push(tree.place) - 1;
  const range: [number, number, number] = [number, number, number];
  if (tree.kind === 'scalar') {
    const scalar = new Scalar<number | string>(tree.isBareNumber ? Number(tree.text) : tree.text);
    scalar.source = tree.text;
    scalar.range = range;
    return scalar;
  }
  if (tree.kind === 'list') {
    const list = new YAMLSeq<Node>();
    list.range = range;
    for (const item of tree.items) list.items.push(nodeOf(item, places));
    return list;
  }
  const map = new YAMLMap<Node, Node>();
  map.range = range;
  for (const [name, entry] of tree.entries) {
    const key = new Scalar(name);
    const at = places.push(entry.key) - 1;
    key.range = [at, at, at];
    map.items.push(new Pair<Node, Node>(key, nodeOf(entry.value, places)));
  }
  return map;
}
