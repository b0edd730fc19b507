import { AUDIT_TESTS } from '../../../projections/audit/tests.ts';
import { auditListReport } from '../../reports/audit.ts';
import type { VerbModule } from '../verb.ts';

export const run: VerbModule['run'] = () => Promise.resolve(auditListReport(AUDIT_TESTS));
