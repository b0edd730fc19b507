import { FeeworthError } from '../../error.ts';
import type { MappingFile } from './mapping-schema.ts';
import { didYouMean } from './nearest.ts';
import type { Path, Positions } from './positions.ts';
import type { Problems } from './problems.ts';
import { sameValue } from './same-value.ts';
import type { Target, TargetField } from './target.ts';

const NUMERIC = new Set(['money', 'signed-money', 'quantity', 'count', 'rate']);
const MAPPABLE = new Set(['code', 'text']);

/** What one key of a mapping says about another, and about the target: fields, codes, doubles. */
export function checkMapping(
  written: MappingFile,
  target: Target,
  positions: Positions,
  problems: Problems,
): void {
  const fields = new Map(target.fields.map((f) => [f.name, f]));
  const add = (code: string, message: string, path: Path, hint?: string): void =>
    problems.add(
      new FeeworthError(code, 'input', message, {
        place: positions.at(path),
        ...(hint === undefined ? {} : { hint }),
      }),
    );
  const knownField = (name: string, path: Path): TargetField | undefined => {
    const field = fields.get(name);
    if (!field) {
      problems.add(
        new FeeworthError(
          'mapping/unknown-field',
          'input',
          `"${name}" is no field of ${target.name}.${didYouMean(name, fields.keys())}`,
          {
            place: path[0] === 'columns' ? positions.atKey(['columns'], name) : positions.at(path),
            hint: `fields: ${[...fields.keys()].join(', ')}`,
          },
        ),
      );
    }
    return field;
  };
  const checkMap = (
    map: Readonly<Record<string, string>>,
    field: TargetField,
    path: Path,
  ): void => {
    const seen = new Map<string, string>();
    for (const [raw, code] of Object.entries(map)) {
      const at = [...path, raw];
      checkCode(code, field, at);
      const before = seen.get(sameValue(raw));
      if (before !== undefined && before !== code) {
        add('mapping/contradiction', `"${raw}" is mapped twice, to different values`, at);
      }
      seen.set(sameValue(raw), code);
    }
  };
  const checkCode = (code: string, field: TargetField, path: Path): void => {
    if (!field.codes || field.codes.includes(code)) return;
    add(
      'mapping/unknown-code',
      `"${code}" is no code of ${field.name}.${didYouMean(code, field.codes)}`,
      path,
      `codes: ${field.codes.join(', ')}`,
    );
  };

  for (const [name, spec] of Object.entries(written.columns)) {
    const path: Path = ['columns', name];
    const field = knownField(name, path);
    if (!field || typeof spec !== 'object') continue;
    if ((spec.column === undefined) === (spec.constant === undefined)) {
      add('mapping/bad-value', `"${name}" needs either a column or a constant`, path);
    }
    if (spec.occurrence !== undefined && typeof spec.column === 'number') {
      add('mapping/contradiction', 'a column number needs no occurrence', [...path, 'occurrence']);
    }
    if (spec.map && !MAPPABLE.has(field.kind)) {
      add('mapping/contradiction', `"${name}" is ${field.kind}: only codes and text have a map`, [
        ...path,
        'map',
      ]);
    } else if (spec.map) checkMap(spec.map, field, [...path, 'map']);
    if (spec.constant !== undefined && field.codes) {
      checkCode(spec.constant, field, [...path, 'constant']);
    }
    if (spec.negate === true && field.kind !== 'signed-money') {
      add('mapping/contradiction', 'only signed money can be negated', [...path, 'negate']);
    }
    if (spec.percent === true && field.kind !== 'rate') {
      add('mapping/contradiction', 'only a rate can be in percent', [...path, 'percent']);
    }
    if (spec.otherwise !== undefined && !MAPPABLE.has(field.kind)) {
      add('mapping/contradiction', 'only codes and mapped text have an otherwise', [
        ...path,
        'otherwise',
      ]);
    }
  }

  written.sections.forEach((rule, i) => {
    const path: Path = ['sections', i, 'field'];
    const field = knownField(rule.field, path);
    if (!field) return;
    if (rule.field in written.columns) {
      add('mapping/contradiction', `"${rule.field}" comes from a column already`, path);
    }
    if (NUMERIC.has(field.kind)) {
      add('mapping/contradiction', `a heading cannot set "${rule.field}"`, path);
    }
    if (rule.map) checkMap(rule.map, field, ['sections', i, 'map']);
  });

  if (written.debitCredit) {
    if (fields.get('amount')?.kind !== 'signed-money') {
      add('mapping/contradiction', `${target.name} has no signed amount`, ['debitCredit']);
    }
    if ('amount' in written.columns) {
      add('mapping/contradiction', '"amount" comes from a column already', ['debitCredit']);
    }
  }
  if (written.runningBalance && fields.get('amount')?.kind !== 'signed-money') {
    add('mapping/contradiction', `${target.name} has no balance`, ['runningBalance']);
  }

  checkRules(written, fields, add, checkCode);

  const thousands = written.thousands ?? (written.decimal === '.' ? ',' : '.');
  if (thousands === written.decimal) {
    add('mapping/contradiction', 'decimal and thousands are the same mark', ['thousands']);
  }
  if (written.delimiter === written.quote) {
    add('mapping/contradiction', 'delimiter and quote are the same mark', ['quote']);
  }
  const needsDates = target.fields.some(
    (f) => (f.kind === 'date' || f.kind === 'month') && f.name in written.columns,
  );
  if (needsDates && !written.dateFormats) {
    add(
      'mapping/missing-key',
      '"dateFormats" is missing',
      [],
      'write for example dateFormats: [MM/DD/YYYY]',
    );
  }
}

function checkRules(
  written: MappingFile,
  fields: ReadonlyMap<string, TargetField>,
  add: (code: string, message: string, path: Path, hint?: string) => void,
  checkCode: (code: string, field: TargetField, path: Path) => void,
): void {
  const { rules } = written;
  if (!rules) return;
  const field = fields.get('code');
  if (!field) {
    add('mapping/contradiction', `${written.target} has no field "code" for rules`, ['rules']);
    return;
  }
  if ('code' in written.columns) {
    add('mapping/contradiction', '"code" comes from a column already', ['rules']);
  }
  rules.match.forEach((rule, i) => {
    checkCode(rule.code, field, ['rules', 'match', i, 'code']);
    for (const [, group = ''] of rule.pattern.matchAll(/\(\?<([A-Za-z]\w*)>/g)) {
      const captured = fields.get(group);
      if (captured?.kind !== 'text' && captured?.kind !== 'token') {
        add(
          'mapping/unknown-field',
          `the pattern captures "${group}", which is no text field.${didYouMean(group, fields.keys())}`,
          ['rules', 'match', i, 'pattern'],
        );
      }
    }
  });
}
