/*
 * The folds of the projections over the same column bytes, for comparison; built at -O3 when there
 * is a compiler. The loops come from the projections' own text (benchmarks/support/c-source.ts).
 *
 *   fold BOOK   then a line "MILLISECONDS" on standard input asks for a turn of at least so long;
 *               the answer is "milliseconds-per-run checksum".
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  int rows;
  double firstSequence;
  const double *amount0, *amount1, *amount2, *amount3;
  const int32_t *effective, *occurred, *subject, *party, *code;
  const uint32_t *sequence;
  const uint16_t *entity, *site, *recorded;
  const uint8_t *kind, *flags;
} Batch;

/* The numbers that a book file begins with, in this order (benchmarks/support/c-book.ts). */
typedef struct {
  int32_t segments, spans, months, entities, sites, claims, blocks;
  int32_t firstDay, days, isBank, asOf, doubleArrays, intArrays;
} Header;

/* Arrays in the order of the book file: doubles, then whole numbers. */
typedef struct {
  const Header *h;
  int months, sites, firstDay, days, isBank, asOf, claims, blocks;
  const int16_t *monthOfDay;
  const uint8_t *coveredDays;
  double *ledger, *closings, *open, *cash, *other;
  double *packages, *memberships, *giftCards, *roll, *portfolio;
  double *sums, *recordDoubles, *receivable, *money, *unnamed, *openingPatient, *denied;
  int32_t *items, *itemOf, *itemSubjectOf, *owner, *counters, *claimOf, *subjectOf, *filled, *tail, *before, *recordInts;
} Book;

#define COLUMNS                                                                                   \
  const double *amount0 = batch->amount0, *amount1 = batch->amount1, *amount2 = batch->amount2,   \
               *amount3 = batch->amount3, *a0 = amount0, *a1 = amount1, *a2 = amount2,            \
               *a3 = amount3;                                                                     \
  const int32_t *effective = batch->effective, *occurred = batch->occurred,                       \
                *subject = batch->subject, *party = batch->party, *code = batch->code;            \
  const uint32_t *sequence = batch->sequence;                                                     \
  const uint16_t *entity = batch->entity, *site = batch->site;                                    \
  const uint8_t *kind = batch->kind, *flags = batch->flags;                                       \
  const int16_t *monthOfDay = state->monthOfDay;                                                  \
  const int months = state->months, firstDay = state->firstDay, days = state->days,               \
            sites = state->sites, isBank = state->isBank, as_of = state->asOf;                    \
  (void)amount0, (void)amount1, (void)amount2, (void)amount3, (void)a0, (void)a1, (void)a2,       \
      (void)a3, (void)occurred, (void)subject, (void)party, (void)code, (void)sequence,           \
      (void)site, (void)flags, (void)sites, (void)isBank;

static int claimOfSubject(const Book *state, int subject) {
  int known = state->claimOf[subject];
  if (known != 0) return known;
  int made = ++state->counters[0];
  state->claimOf[subject] = made;
  state->subjectOf[made] = subject;
  return made;
}

static int itemOfSubject(const Book *state, int subject) {
  int known = state->itemOf[subject];
  if (known != 0 || subject == 0) return known;
  int made = ++state->items[0];
  state->itemOf[subject] = made;
  state->itemSubjectOf[made] = subject;
  return made;
}

static int addRecord(const Book *state, int claim);

static double shareOf(double amount, int days, int covered) {
  if (days <= 0) return 0;
  if (days >= covered) return amount;
  double magnitude = fabs(amount);
  double share = floor((2 * magnitude * days + covered) / (2 * covered));
  return amount < 0 ? -share : share;
}

/* The made-up book has no opening memberships. */
static double openingShare(double amount, double billed, int opened, int asOf) {
  (void)amount, (void)billed, (void)opened, (void)asOf;
  abort();
}

#include "folds.generated.h"

static int addRecord(const Book *state, int claim) {
  int n = state->filled[claim]++;
  if (n < PER_BLOCK) return claim * PER_BLOCK + n;
  if (n % PER_BLOCK == 0) {
    int block = state->claims + ++state->counters[1];
    if (block >= state->blocks) abort();
    state->before[block] = n == PER_BLOCK ? claim : state->tail[claim];
    state->tail[claim] = block;
  }
  return state->tail[claim] * PER_BLOCK + n % PER_BLOCK;
}

static Batch batch_at(const uint8_t *bytes) {
  Batch b;
  const uint8_t *at = bytes + 96;
  b.firstSequence = *(const double *)(bytes + 8);
  b.rows = (int)*(const uint32_t *)(bytes + 32);
#define TAKE(name, type) b.name = (const type *)at, at += (size_t)b.rows * sizeof(type)
  TAKE(amount0, double), TAKE(amount1, double), TAKE(amount2, double), TAKE(amount3, double);
  TAKE(effective, int32_t), TAKE(occurred, int32_t), TAKE(subject, int32_t);
  TAKE(party, int32_t), TAKE(code, int32_t), TAKE(sequence, uint32_t);
  TAKE(entity, uint16_t), TAKE(site, uint16_t), TAKE(recorded, uint16_t);
  TAKE(kind, uint8_t), TAKE(flags, uint8_t);
  return b;
}

/* A polynomial over whole numbers modulo a prime; every step is exact in doubles. */
static double step(double sum, double value) {
  return fmod(sum * 31 + fmod(value, 65521) + 65521, 1000003);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static uint8_t *whole(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) exit(2);
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  uint8_t *bytes = malloc((size_t)size);
  if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size) exit(2);
  fclose(file);
  return bytes;
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  uint8_t *bytes = whole(argv[1]);
  const Header *h = (const Header *)bytes;
  const int32_t *doubles = (const int32_t *)(h + 1), *ints = doubles + h->doubleArrays;
  const int32_t *spans = ints + h->intArrays;
  const int32_t *covered = spans + (size_t)h->spans * 3;
  const int32_t *monthNumbers = covered + 31;
  const int32_t *offsets = monthNumbers + h->days;
  uint8_t coveredDays[31];
  int16_t *monthOfDay = malloc((size_t)h->days * sizeof *monthOfDay);
  for (int i = 0; i < 31; i++) coveredDays[i] = (uint8_t)covered[i];
  for (int i = 0; i < h->days; i++) monthOfDay[i] = (int16_t)monthNumbers[i];
  Batch *batches = malloc((size_t)h->segments * sizeof *batches);
  for (int i = 0; i < h->segments; i++) batches[i] = batch_at(bytes + offsets[i]);
  init_tables();
  Book s = {h,         h->months, h->sites,  h->firstDay, h->days, h->isBank,
            h->asOf,   h->claims, h->blocks, monthOfDay,  coveredDays};
  double **d = &s.ledger;
  int32_t **n = &s.items;
  for (int i = 0; i < h->doubleArrays; i++) d[i] = malloc(((size_t)doubles[i] + 1) * 8);
  for (int i = 0; i < h->intArrays; i++) n[i] = malloc(((size_t)ints[i] + 1) * 4);
  double asked;
  while (scanf("%lf", &asked) == 1) {
    const double start = now();
    double passed, sum = 0;
    int runs = 0;
    do {
      for (int i = 0; i < h->doubleArrays; i++) memset(d[i], 0, (size_t)doubles[i] * 8);
      for (int i = 0; i < h->intArrays; i++) memset(n[i], 0, (size_t)ints[i] * 4);
      for (int i = 0; i < h->spans; i++) {
        const int32_t *span = spans + (size_t)i * 3;
        const Batch *batch = &batches[span[0]];
        fold_postings(&s, batch, span[1], span[2]);
        fold_cash(&s, batch, span[1], span[2]);
        fold_prepaid(&s, batch, span[1], span[2]);
        fold_revenue(&s, batch, span[1], span[2]);
      }
      runs++;
      passed = now() - start;
    } while (passed < asked);
    for (int i = 0; i < h->doubleArrays; i++)
      for (int k = 0; k < doubles[i]; k++) sum = step(sum, d[i][k]);
    for (int i = 0; i < h->intArrays; i++)
      for (int k = 0; k < ints[i]; k++) sum = step(sum, n[i][k]);
    printf("%.9f %.0f\n", passed / runs, sum);
    fflush(stdout);
  }
  return 0;
}
