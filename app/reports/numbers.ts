import { formatMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { formatCents } from '../../src/money.ts';
import type { Cell, Unit } from './document.ts';

/** Dollars with separators, negative ones in accounting style: "(1,234.56)". */
export function dollars(cents: number): string {
  const text = grouped(formatCents(Math.abs(Math.round(cents))));
  return cents < 0 ? `(${text})` : text;
}

/** Whole dollars for sentences and charts, with a sign that cannot be missed: "−$1,235". */
export function roundDollars(cents: number): string {
  const whole = Math.round(Math.abs(cents) / 100);
  const sign = cents < 0 && whole > 0 ? '−' : '';
  return `${sign}$${grouped(String(whole))}`;
}

/** Thousands for charts: "−$148k"; below ten thousand the whole amount. */
export function shortDollars(cents: number): string {
  const magnitude = Math.abs(cents) / 100;
  if (magnitude < 10_000) return roundDollars(cents);
  const sign = cents < 0 ? '−' : '';
  if (magnitude < 1_000_000) return `${sign}$${Math.round(magnitude / 1000)}k`;
  return `${sign}$${fixed(magnitude / 1_000_000, 2)}m`;
}

/** "12.3 %"; a minus sign, never parentheses. */
export function percent(share: number, digits = 1): string {
  return `${fixed(share * 100, digits)} %`;
}

/** Fixed digits with a true minus sign; never "−0". */
export function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${grouped(text)}` : grouped(text);
}

export function monthText(month: number): string {
  return formatMonth(month as Month);
}

function grouped(text: string): string {
  const dot = text.indexOf('.');
  const whole = dot < 0 ? text : text.slice(0, dot);
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (dot < 0 ? '' : text.slice(dot));
}

/** A number as people read it in a column of its unit. */
export function display(cell: Cell, unit: Unit): string {
  if (cell === null) return 'n/a';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'object' && 'text' in cell) return cell.text;
  if (typeof cell === 'object') {
    return cell.words !== undefined && cell.value === null
      ? cell.words
      : display(cell.value, cell.unit ?? unit);
  }
  switch (unit) {
    case 'cents':
      return dollars(cell);
    case 'share':
      return percent(cell);
    case 'days':
    case 'months':
      return fixed(cell, 1);
    case 'factor':
      return fixed(cell, 3);
    case 'month':
      return monthText(cell);
    case 'count':
      return fixed(cell, 0);
    case 'quantity':
      return fixed(cell, Number.isInteger(cell) ? 0 : 3);
    case 'text':
      return String(cell);
  }
}

/** The same for machines: exact, without separators; money as "1234.56". Null is empty. */
export function exact(cell: Cell, unit: Unit): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'object' && 'text' in cell) return cell.text;
  if (typeof cell === 'object') return exact(cell.value, cell.unit ?? unit);
  if (unit === 'month') return monthText(cell);
  if (unit !== 'cents') return String(cell);
  return Number.isInteger(cell) ? formatCents(cell) : String(cell / 100);
}
