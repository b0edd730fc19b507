import { createHmac, createSecretKey } from 'node:crypto';
import { canonicalJson } from '../../src/audit/canonical.ts';
import { toHex, treeHashes } from '../../src/audit/merkle.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import type { Json } from '../../src/event.ts';
import type { Field, Fields } from '../../src/events/declare.ts';
import { decodeEvent } from '../../src/events/decode.ts';
import { declarationOf } from '../../src/events/vocabulary.ts';
import type { EventStore } from '../../src/store/port.ts';
import { mayGoOn } from '../stopping.ts';
import { writeAds } from './ads.ts';
import { extractBook, written } from './extract.ts';
import type { Disguise, Extract, Passing } from './extract.ts';
import type { Outlet } from './outlet.ts';
import { controlTotalsText, writeSums } from './package.ts';
import { packageReadme } from './package-readme.ts';
import type { Survey } from './survey.ts';

/** How many surrogates are kept at hand; the others are made again. */
const REMEMBERED = 50_000;

const HASHES = treeHashes(sha256);

/**
 * Surrogates of names under a package key: the same name is the same everywhere, in this package
 * and the next one under that key, and nobody without the key can test a guess (settled.md §2.5).
 */
export function surrogates(packageKey: Uint8Array): Disguise {
  const known = new Map<string, string>();
  // Made once: from plain bytes each of them is checked and copied again, four times the work.
  const key = createSecretKey(packageKey);
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const mac = createHmac('sha256', key).update('feeworth surrogate\0').update(name);
    const made = `s-${mac.digest('hex').slice(0, 24)}`;
    if (known.size >= REMEMBERED) known.clear();
    known.set(name, made);
    return made;
  };
}

interface RedactedPackage {
  readonly outlet: Outlet;
  readonly packageKey: Uint8Array;
  /** Ends it before it is whole. */
  readonly signal?: AbortSignal | undefined;
}

/** The package for somebody who may not see names: leaf hashes stand for what is withheld. */
export async function writeRedactedPackage(
  store: EventStore,
  survey: Survey,
  { outlet, packageKey, signal }: RedactedPackage,
): Promise<Extract> {
  const disguise = surrogates(packageKey);
  const lines = outlet.open('events.redacted.ndjson');
  const extract = await extractBook(store, survey, {
    disguise,
    signal,
    onEvent: (passing) => lines.write(`${redactedLine(passing, disguise)}\n`),
  });
  lines.close();
  return written(extract, async () => {
    await mayGoOn(signal);
    writeAds(extract, outlet);
    await mayGoOn(signal);
    outlet.write('Control_Totals.csv', controlTotalsText(extract));
    outlet.write('README.txt', packageReadme(extract, { isRedacted: true, files: outlet.files }));
    writeSums(outlet);
  });
}

/** One line: sequence, leaf hash and what may be seen. */
export function redactedLine({ event, line }: Passing, disguise: Disguise): string {
  const { id, type, sequence, data, meta } = decodeEvent(event);
  const declaration = declarationOf(type);
  const shown = (name: string | undefined): Json | undefined =>
    name === undefined ? undefined : disguise(name);
  const seen = {
    actor: shown(meta.actor),
    actorKind: meta.actorKind,
    approvedBy: shown(meta.approvedBy),
    causedBy: shown(meta.causedBy),
    counterparty: shown(meta.counterparty),
    data: declaration === undefined ? {} : redactedFields(data, declaration.fields, disguise),
    effectiveOn: meta.effectiveOn,
    entity: shown(meta.entity),
    id: shown(id),
    occurredOn: meta.occurredOn,
    policy: meta.policy,
    recordedAt: meta.recordedAt,
    schema: meta.schema,
    site: shown(meta.site),
    sourceFile: shown(meta.sourceFile),
    sourceSystem: shown(meta.sourceSystem),
    type,
  };
  return canonicalJson({ event: present(seen), leaf: toHex(HASHES.leaf(line)), sequence });
}

const present = (of: Readonly<Record<string, Json | undefined>>): Json =>
  Object.fromEntries(Object.entries(of).filter(([, v]) => v !== undefined)) as Json;

function redactedFields(data: Json, fields: Fields, disguise: Disguise): Json {
  const from = data as Readonly<Record<string, Json>>;
  return present(
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        from[name] === undefined ? undefined : redactedValue(from[name], field, disguise),
      ]),
    ),
  );
}

/** A value as it may be seen; undefined where it is withheld. */
function redactedValue(value: Json, field: Field, disguise: Disguise): Json | undefined {
  switch (field.kind) {
    case 'money':
    case 'rate':
    case 'quantity':
    case 'count':
    case 'date':
    case 'month':
    case 'code':
    case 'account':
    case 'flag':
      return value;
    case 'token':
    case 'event':
      return typeof value === 'string' ? disguise(value) : undefined;
    case 'list':
      return Array.isArray(value)
        ? value.map((item: Json) => redactedFields(item, field.item ?? {}, disguise))
        : undefined;
    case 'text':
    case 'json':
      return undefined;
  }
}
