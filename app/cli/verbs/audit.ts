import { AUDIT_TESTS } from '../../../projections/audit/tests.ts';
import type { AuditTest } from '../../../projections/audit/audit-test.ts';
import { didYouMean } from '../../../src/intake/csv/nearest.ts';
import { FeeworthError } from '../../../src/error.ts';
import { runAudit } from '../../audit/run-audit.ts';
import { settingsOf } from '../../audit/settings.ts';
import { auditReport } from '../../reports/audit.ts';
import { flagOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { withView } from '../view.ts';

export const run: VerbModule['run'] = (input, { globals }) => {
  const tests = chosen(input.args);
  return withView(globals, async (view) => {
    const settings = await settingsOf(input, view);
    const outcomes = await runAudit(tests, settings, view, { entity: globals.entity });
    return auditReport(outcomes, {
      settings,
      failOnFindings: flagOption(input, 'failOnFindings'),
      provenance: view.provenance,
    });
  });
};

/** The tests named, in their own order; without names all but those that run on request. */
function chosen(names: readonly string[]): readonly AuditTest[] {
  const known = AUDIT_TESTS.map((test) => test.name);
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined) {
    throw new FeeworthError(
      'usage/unknown-test',
      'usage',
      `There is no test "${wrong}".${didYouMean(wrong, known)}`,
      { hint: 'see "feeworth audit list"' },
    );
  }
  return AUDIT_TESTS.filter(({ name, isOnRequest }) =>
    names.length === 0 ? isOnRequest !== true : names.includes(name),
  );
}
