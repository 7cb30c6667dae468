/*
 * In a guest: trap-many THREADS COUNT [BYTES]. Each thread, on a virtual CPU of its own as long as there are enough, sends
 * COUNT events of type lab.many by traps, with blocks that cross a page boundary; their data are the thread's number, a dot,
 * the event's, and dashes up to BYTES. Prints how many ended with which status.
 */
#define _GNU_SOURCE
#include <err.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include "xen_notify_trap.h"

#define BEFORE_BOUNDARY 48

static int opcode, count, bytes;
static pthread_mutex_t adding = PTHREAD_MUTEX_INITIALIZER;
static int ended_with[6];

static void pin(long thread)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(thread % sysconf(_SC_NPROCESSORS_ONLN), &one);
    if (sched_setaffinity(0, sizeof one, &one))
        err(1, "sched_setaffinity");
}

static void *run(void *number)
{
    long thread = (long)number;
    struct xen_notify_block *draft = aligned_alloc(4096, sizeof *draft);
    char *pages = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *data = malloc(bytes + 32), *block = pages + 4096 - BEFORE_BOUNDARY;
    pin(thread);
    for (int i = 1; i <= count; i++) {
        int length = sprintf(data, "%ld.%d", thread, i);
        for (; length < bytes; length++)
            data[length] = '-';
        if (!xen_notify_write(draft, "lab.many", data, length))
            errx(2, "too large");
        memcpy(block, draft, 16 + draft->length);
        *(uint32_t *)(block + 4) = 4080 - BEFORE_BOUNDARY;
        xen_notify_trap((struct xen_notify_block *)block, opcode);
        uint32_t status = *(volatile uint32_t *)(block + 8);
        pthread_mutex_lock(&adding);
        ended_with[status < 5 ? status : 5]++;
        pthread_mutex_unlock(&adding);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 4)
        errx(2, "usage: trap-many THREADS COUNT [BYTES]");
    int threads = atoi(argv[1]);
    count = atoi(argv[2]);
    bytes = argc > 3 ? atoi(argv[3]) : 0;
    opcode = xen_notify_opcode();
    if (!opcode)
        errx(69, "no trap reaches Xen from here");
    pthread_t *all = calloc(threads, sizeof *all);
    for (long i = 0; i < threads; i++)
        if (pthread_create(&all[i], 0, run, (void *)i))
            err(1, "pthread_create");
    for (int i = 0; i < threads; i++)
        pthread_join(all[i], 0);
    printf("unanswered %d, handled %d, refused %d, malformed %d, failed %d, nonsense %d\n",
        ended_with[0], ended_with[1], ended_with[2], ended_with[3], ended_with[4], ended_with[5]);
    return 0;
}
