import * as z from 'zod';
import { accountsOf } from '../chart.ts';
import { isDay } from '../calendar.ts';
import { isAccount, isCanonical, isMonth } from './check-field.ts';
import type { Declaration, Field, Fields } from './declare.ts';
import { FORMS, isText, isToken, isWithinCents, TEXT_LENGTH, TOKEN_LENGTH } from './forms.ts';
import { wholeProblems } from './validate.ts';

// For boundaries and documents only: the engine and the import use `checkData`, which needs no zod.
const SCHEMAS = new WeakMap<Declaration, z.ZodType>();

/** The zod schema of an event's data, made from its declaration when it is first asked for. */
export function schemaOf(declaration: Declaration): z.ZodType {
  const known = SCHEMAS.get(declaration);
  if (known) return known;
  const schema = objectOf(declaration.fields, declaration.isReturn === true)
    .superRefine((data, context) => {
      // Rules between fields are for data whose fields are good one by one.
      if (context.issues.length > 0) return;
      for (const { field, words } of wholeProblems(declaration, data))
        context.addIssue({ code: 'custom', message: `expected ${words}`, path: field.split('.') });
    })
    .describe(declaration.doc);
  SCHEMAS.set(declaration, schema);
  return schema;
}

/** JSON Schema (2020-12) of an event's data, for other people's tools. */
export function jsonSchemaOf(declaration: Declaration): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(schemaOf(declaration), { io: 'input' });
}

function objectOf(fields: Fields, isReturn: boolean): z.ZodObject {
  const shape = Object.entries(fields).map(([name, field]) => {
    const value = valueOf(field, isReturn).describe(field.doc);
    return [name, field.optional ? z.exactOptional(value) : value] as const;
  });
  return z.strictObject(Object.fromEntries(shape));
}

function valueOf(field: Field, isReturn: boolean): z.ZodType {
  switch (field.kind) {
    case 'money':
      return z
        .string()
        .regex(field.isSigned ? FORMS.signedMoney : FORMS.money)
        .refine(isWithinCents);
    case 'rate':
      return z.string().regex(FORMS.rate);
    case 'quantity':
      return z.string().regex(isReturn ? FORMS.returnedQuantity : FORMS.quantity);
    case 'count':
      return isReturn ? z.int() : z.int().min(0);
    case 'date':
      return z.string().refine(isDay).meta({ format: 'date' });
    case 'month':
      return z.string().refine(isMonth).meta({ pattern: '^\\d{4}-\\d{2}$' });
    case 'token':
      return z.string().refine(isToken).meta({ minLength: 1, maxLength: TOKEN_LENGTH });
    case 'text': {
      // zod counts code points where `checkData` counts UTF-16 units.
      const maxLength = field.maxLength ?? TEXT_LENGTH;
      return z
        .string()
        .refine((value) => isText(value, maxLength))
        .meta({ maxLength });
    }
    case 'code':
      return z.enum(field.codes ?? []);
    case 'account':
      return z
        .int()
        .refine((n) => isAccount(n, field))
        .meta({ enum: accountsOf(field.accountTypes).map((a) => a.number) });
    case 'event':
      return z.string().regex(FORMS.event);
    case 'flag':
      return z.boolean();
    case 'list': {
      const items = z.array(objectOf(field.item ?? {}, isReturn));
      return field.mayBeEmpty ? items : items.min(1);
    }
    case 'json':
      return z.unknown().refine(isCanonical);
  }
}
