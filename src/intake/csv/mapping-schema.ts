import { z } from 'zod';
import { ENCODINGS } from './decode.ts';
import { NEGATIVES, THOUSANDS } from './number.ts';
import { TARGETS } from './targets.ts';

/** Name and version of the format of mapping files. */
export const MAPPING_SCHEMA = 'feeworth-mapping/1';

const text = z.string().min(1);
/** A column by the name in the header or by its number, counted from 1. */
const columnRef = z.union([text, z.int().min(1)]);
const place = z.strictObject({ column: columnRef, occurrence: z.int().min(1).optional() });
const anyColumn = z.union([text, z.int().min(1), place]);
const codeMap = z.record(z.string(), text);
const otherwise = z.enum(['suspense', 'refuse']);

const columnSpec = z.strictObject({
  column: columnRef.optional(),
  occurrence: z.int().min(1).optional(),
  constant: text.optional(),
  map: codeMap.optional(),
  otherwise: otherwise.optional(),
  negate: z.boolean().optional(),
  percent: z.boolean().optional(),
});

/** The mapping file as written; mapping.ts checks what one key says about another. */
export const mappingSchema = z.strictObject({
  schema: z.literal(MAPPING_SCHEMA),
  target: z.enum(TARGETS.map((t) => t.name)),
  system: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'write lower-case letters, digits and hyphens'),
  encoding: z.enum(ENCODINGS).default('auto'),
  delimiter: z.union([z.literal('tab'), z.string().length(1)]).default(','),
  quote: z.union([z.literal('none'), z.string().length(1)]).default('"'),
  decimal: z.enum(['.', ',']).default('.'),
  thousands: z.enum(THOUSANDS).optional(),
  negative: z.union([z.enum(NEGATIVES), z.array(z.enum(NEGATIVES)).min(1)]).default('minus'),
  currency: z
    .union([
      z.string().regex(/^[A-Z]{3}$/, 'write three capital letters'),
      z.strictObject({ code: z.string().regex(/^[A-Z]{3}$/), column: anyColumn }),
    ])
    .default('USD'),
  dateFormats: z.array(text).min(1).optional(),
  century: z.int().min(1900).max(2100).optional(),
  empty: z.array(text).default([]),
  header: z
    .union([
      z.literal('none'),
      z.strictObject({ line: z.int().min(1) }),
      z.strictObject({ find: z.array(text).min(1) }),
    ])
    .default({ line: 1 }),
  raggedRows: z.enum(['refuse', 'pad']).default('refuse'),
  sections: z
    .array(
      z.strictObject({
        field: text,
        column: anyColumn.default(1),
        pattern: text,
        map: codeMap.optional(),
      }),
    )
    .default([]),
  skip: z
    .array(z.strictObject({ column: anyColumn, pattern: z.string(), reason: text.optional() }))
    .default([]),
  columns: z.record(z.string(), z.union([text, z.int().min(1), columnSpec])),
  // A list whose last line was taken out reads as null.
  ignore: z
    .array(anyColumn)
    .nullish()
    .transform((list) => list ?? []),
  debitCredit: z
    .strictObject({
      debit: anyColumn,
      credit: anyColumn,
      debitIs: z.enum(['positive', 'negative']).default('positive'),
    })
    .optional(),
  runningBalance: z
    .strictObject({
      column: anyColumn,
      tolerance: z.number().min(0).default(0),
      order: z.enum(['oldest-first', 'newest-first']).default('oldest-first'),
    })
    .optional(),
  totals: z
    .array(
      z.strictObject({
        column: anyColumn.default(1),
        pattern: text,
        check: z.array(anyColumn).min(1),
        scope: z.enum(['file', 'section', 'since-last']).default('file'),
      }),
    )
    .default([]),
  rules: z
    .strictObject({
      column: anyColumn,
      match: z
        .array(
          z.strictObject({
            pattern: text,
            code: text,
            direction: z.enum(['in', 'out']).optional(),
          }),
        )
        .min(1),
      otherwise: otherwise.default('suspense'),
    })
    .optional(),
});

export type MappingFile = z.output<typeof mappingSchema>;
export type AnyColumn = z.output<typeof anyColumn>;
