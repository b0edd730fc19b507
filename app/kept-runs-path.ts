/** Name of the file that keeps what runs came to, beside a book. */
export const keptRunsPath = (book: string): string => `${book}.runs`;
