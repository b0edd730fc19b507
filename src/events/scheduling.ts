import { code, count, declare, dr, cr, money, optional, token } from './declare.ts';
import { byTender, TENDERS } from './shared.ts';

export const AppointmentsCounted = declare({
  type: 'AppointmentsCounted',
  family: 'scheduling',
  doc: 'What a day’s book came to at a site.',
  fields: {
    booked: count('Booked.'),
    completed: count('Kept.'),
    noShow: count('Did not come.'),
    lateCancelled: count('Cancelled too late to refill.'),
    newPatients: count('New patients among those kept.'),
  },
  rows: [
    { amounts: ['booked', 'completed', 'noShow', 'lateCancelled'] },
    { name: 'New', amounts: ['newPatients'] },
  ],
});

export const NoShowFeeCharged = declare({
  type: 'NoShowFeeCharged',
  family: 'scheduling',
  doc: 'A fee for an appointment not kept.',
  fields: {
    patient: optional(token('Patient.')),
    tender: code('How it was paid.', TENDERS),
    amount: money('Amount.'),
  },
  cash: {
    field: 'tender',
    lines: {
      card: 'patient-receipts',
      cash: 'patient-receipts',
      check: 'patient-receipts',
      ach: 'patient-receipts',
      financing: 'patient-receipts',
      reward: 'patient-receipts',
    },
  },
  rows: [
    {
      subject: 'patient',
      code: ['tender'],
      amounts: ['amount'],
      posts: [dr(byTender, 'amount'), cr(4020, 'amount')],
    },
  ],
});
