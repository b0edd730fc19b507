/** Name of the column cache beside a book. */
export const columnCachePath = (book: string): string => `${book}.columns`;
