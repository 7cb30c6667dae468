/*
 * In a guest: vchan-server RING COUNT [ask | ask-deaf]. A plain libxenvchan server that sends COUNT records in whatever
 * pieces; with "ask" it wants a reply to each, and reads one after each record; with "ask-deaf" it never reads them. Ends
 * when the client has read everything.
 */
#include <err.h>
#include <inttypes.h>
#include <libxenvchan.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>
#include <xenstore.h>

#include "record.h"

#define BASE "data/xen-notify"

static void publish(struct xs_handle *store, const char *node, const char *value)
{
    char path[64];
    snprintf(path, sizeof path, BASE "/%s", node);
    if (!xs_write(store, XBT_NULL, path, value, strlen(value)))
        err(1, "cannot write %s", path);
}

/* What libxenvchan does not publish; the epoch last, since it says that the rest is there. */
static void publish_the_rest(void)
{
    struct xs_handle *store = xs_open(0);
    uint64_t random;
    char epoch[17];

    if (!store || getrandom(&random, sizeof random, 0) != sizeof random)
        err(1, "cannot open XenStore");
    snprintf(epoch, sizeof epoch, "%016" PRIx64, random);
    publish(store, "version", "1");
    publish(store, "platform", "a C program with libxenvchan");
    publish(store, "epoch", epoch);
    xs_close(store);
}

/* Every third record goes out whole, the others in pieces that end anywhere. */
static void send_record(struct libxenvchan *ring, const struct record *record)
{
    const char *bytes = (const char *)record;
    size_t left = record->length;

    if (record->sequence % 3 == 0) {
        if (libxenvchan_send(ring, bytes, left) != (int)left)
            errx(1, "the client went before record %" PRIu64, record->sequence);
        return;
    }
    while (left > 0) {
        size_t piece = 1 + record->sequence * 31 % 97;
        int sent = libxenvchan_write(ring, bytes, piece < left ? piece : left);
        if (sent <= 0)
            errx(1, "the client went within record %" PRIu64, record->sequence);
        bytes += sent;
        left -= sent;
    }
}

static void read_reply(struct libxenvchan *ring, uint64_t sequence)
{
    struct record reply;
    int header = 24;

    if (libxenvchan_recv(ring, &reply, header) != header || reply.length > sizeof reply ||
        libxenvchan_recv(ring, reply.text, reply.length - header) != (int)reply.length - header)
        errx(1, "no reply to record %" PRIu64, sequence);
    if (reply.kind != 2 || reply.sequence != sequence || reply.type_length != 2 || memcmp(reply.text, "ok", 2))
        errx(1, "not the reply ok to record %" PRIu64, sequence);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        errx(2, "usage: vchan-server RING COUNT [ask | ask-deaf]");
    size_t size = atol(argv[1]);
    uint64_t count = atol(argv[2]);
    int ask = argc > 3, deaf = ask && !strcmp(argv[3], "ask-deaf");
    struct record record;

    struct libxenvchan *ring = libxenvchan_server_init(NULL, 0, BASE, 1024, size);
    if (!ring)
        err(1, "cannot grant a ring of %zu bytes", size);
    ring->blocking = 1;
    ring->server_persist = 1;
    publish_the_rest();

    for (uint64_t sequence = 1; sequence <= count; sequence++) {
        make_mixed(&record, sequence, ask ? WANTS_REPLY : 0);
        send_record(ring, &record);
        if (ask && !deaf)
            read_reply(ring, sequence);
    }
    while (libxenvchan_buffer_space(ring) < (int)size)
        usleep(10000);
    libxenvchan_close(ring);
    return 0;
}
