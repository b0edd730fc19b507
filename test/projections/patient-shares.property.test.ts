import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Day } from '../../src/calendar.ts';
import { claimsOf } from '../../projections/revenue-cycle/claim.ts';
import {
  layPatientPayments,
  owedByPatient,
  patientShares,
} from '../../projections/revenue-cycle/patient-payments.ts';
import type { PatientShare } from '../../projections/revenue-cycle/patient-payments.ts';
import { revenueCycle } from '../../projections/revenue-cycle.ts';
import { arbitraryBook, columnsOf } from '../support/arbitrary-events.ts';

const told = ({ entity, servedOn, isOpening, money }: PatientShare): string =>
  `${entity} ${servedOn} ${isOpening} ${owedByPatient({ money })}`;

test('shares read without making claims are those of the claims, and take the same payments', () => {
  fc.assert(
    fc.property(arbitraryBook({ steps: 120 }), (events) => {
      const columns = columnsOf(events);
      const cut = { asOf: 1e6 as Day, knownAt: columns.size };
      const state = revenueCycle.start(columns.context(cut), cut);
      for (const { batch, from, to } of columns.feed(cut))
        revenueCycle.fold(state, batch, from, to);
      const claims = [...claimsOf(state)];
      expect([...patientShares(state)].map(told)).toEqual(claims.map(told));
      expect(layPatientPayments(state, patientShares(state))).toEqual(
        layPatientPayments(state, claims),
      );
    }),
    { numRuns: 200 },
  );
});
