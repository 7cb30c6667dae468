/*
 * In Dom0: vchan-client DOMID COUNT. A plain libxenvchan client that reads COUNT records from a guest's agent, prints
 * "SEQUENCE PAYLOAD" lines, and leaves.
 */
#include <err.h>
#include <libxenvchan.h>
#include <stdlib.h>

#include "record.h"

#define HEADER 24u

static void read_fully(struct libxenvchan *ring, void *into, size_t length)
{
    if (libxenvchan_recv(ring, into, length) != (int)length)
        errx(1, "the agent went");
}

int main(int argc, char **argv)
{
    if (argc != 3)
        errx(2, "usage: vchan-client DOMID COUNT");
    int domid = atoi(argv[1]);
    long count = atol(argv[2]);
    char path[64];
    struct record record;

    snprintf(path, sizeof path, "/local/domain/%d/data/xen-notify", domid);
    struct libxenvchan *ring = libxenvchan_client_init(NULL, domid, path);
    if (!ring)
        err(1, "cannot attach to domain %d", domid);
    ring->blocking = 1;

    for (long i = 0; i < count; i++) {
        read_fully(ring, &record, HEADER);
        if (record.kind != KIND_EVENT || record.length > sizeof record || record.length <= HEADER + record.type_length)
            errx(1, "not an event of at most %zu bytes after %ld", sizeof record, i);
        read_fully(ring, record.text, record.length - HEADER);
        printf("%llu %.*s\n", (unsigned long long)record.sequence, (int)(record.length - HEADER - record.type_length),
               record.text + record.type_length);
    }
    libxenvchan_close(ring);
    return 0;
}
