import type { Row } from './csv-record.ts';
import type { Fact } from './fact.ts';

/** The appointment book, counted by day and site. */
export function fromAppointments(rows: readonly Row[]): Fact[] {
  return rows.map((row) =>
    row.fact('AppointmentsCounted', row.must('date'), {
      booked: row.count('booked') ?? 0,
      completed: row.count('completed') ?? 0,
      noShow: row.count('noShow') ?? 0,
      lateCancelled: row.count('lateCancelled') ?? 0,
      newPatients: row.count('newPatients') ?? 0,
    }),
  );
}
