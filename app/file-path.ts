/** The book of a command that names none. */
export const DEFAULT_BOOK = 'feeworth.db';

/** The file a URL names; null for a book in memory or on a server. */
export function filePath(url: string): string | null {
  if (/^sqlite:/i.test(url)) return url.slice('sqlite:'.length);
  // One letter before the colon is a drive.
  return /^[a-z][a-z0-9+.-]+:/i.test(url) ? null : url;
}
