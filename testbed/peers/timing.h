/* How long round trips take. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static inline int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static inline void print_percentiles(double *took, int count, const char *what)
{
    qsort(took, count, sizeof *took, ascending);
    printf("p50 %.0f us, p99 %.0f us, %d %s\n", took[count / 2], took[count * 99 / 100], count, what);
}
