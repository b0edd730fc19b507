import {
  code,
  date,
  cr,
  declare,
  dr,
  money,
  optional,
  signedMoney,
  text,
  token,
} from './declare.ts';

export const InventoryReceived = declare({
  type: 'InventoryReceived',
  family: 'supply',
  doc: 'Product arrived with its bill: stock and a payable.',
  fields: {
    vendor: token('Vendor.'),
    bill: optional(token('Bill number.')),
    amount: money('Cost.'),
    dueOn: optional(date('Due date.')),
  },
  rows: [
    {
      subject: 'bill',
      party: 'vendor',
      amounts: ['amount'],
      posts: [dr(1310, 'amount'), cr(2010, 'amount')],
    },
  ],
});

export const InventoryConsumed = declare({
  type: 'InventoryConsumed',
  family: 'supply',
  doc: 'Product was used in treatments or sold; waste is part of it.',
  isReturn: true,
  fields: {
    injectables: signedMoney('Cost of injectables and consumables used.'),
    retail: signedMoney('Cost of goods sold.'),
  },
  rows: [
    {
      amounts: ['injectables', 'retail'],
      posts: [
        dr(5010, 'injectables'),
        dr(5020, 'retail'),
        cr(1310, 'injectables'),
        cr(1310, 'retail'),
      ],
    },
  ],
});

export const InventoryAdjusted = declare({
  type: 'InventoryAdjusted',
  family: 'supply',
  doc: 'A count found less (or more) than the records: expiry, shrink, waste.',
  isReturn: true,
  fields: {
    reason: code('Why.', ['expiry', 'shrink', 'waste', 'count']),
    amount: signedMoney('Cost written down; negative when more was found.'),
  },
  rows: [
    { code: ['reason'], amounts: ['amount'], posts: [dr(5010, 'amount'), cr(1310, 'amount')] },
  ],
});

export const VendorRebateEarned = declare({
  type: 'VendorRebateEarned',
  family: 'supply',
  doc: 'A purchase or volume rebate reduces stock still held and the cost of what was used.',
  fields: {
    vendor: token('Vendor.'),
    onStock: money('Part on product still in stock.'),
    onUsed: money('Part on product already used (ASC 705-20-25-1).'),
  },
  rows: [
    {
      party: 'vendor',
      amounts: ['onStock', 'onUsed'],
      posts: [dr(1330, 'onStock'), dr(1330, 'onUsed'), cr(1310, 'onStock'), cr(5090, 'onUsed')],
    },
  ],
});

export const VendorRebateApplied = declare({
  type: 'VendorRebateApplied',
  family: 'supply',
  doc: 'A rebate was set against what is owed to the vendor.',
  fields: { vendor: token('Vendor.'), amount: money('Amount.') },
  rows: [{ party: 'vendor', amounts: ['amount'], posts: [dr(2010, 'amount'), cr(1330, 'amount')] }],
});

export const SupplierTermsRecorded = declare({
  type: 'SupplierTermsRecorded',
  family: 'supply',
  doc: 'A vendor’s price or rebate tier from a date on; contract data, not a constant.',
  fields: {
    vendor: token('Vendor.'),
    item: text('Item.'),
    unitPrice: optional(token('Price a unit.')),
  },
  rows: [{ party: 'vendor', amounts: [] }],
});
