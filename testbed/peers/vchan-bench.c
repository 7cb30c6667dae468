/*
 * What stock libxenvchan carries from a guest to Dom0: blocking libxenvchan_send and libxenvchan_recv, a message a call.
 *
 *   vchan-bench send SIZE RING             in a guest: offers a ring at data/bench/vchan and sends until the reader leaves
 *   vchan-bench receive DOMID SIZE COUNT   in Dom0: reads a quarter of COUNT to warm up, then times COUNT messages
 *   vchan-bench both SIZE RING COUNT       both, in two processes: for the build against native-xen.c
 *
 * Each message begins with its number, which the reader checks.
 */
#include <err.h>
#include <libxenvchan.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BASE "data/bench/vchan"
#define LARGEST 65536

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static size_t message_size(const char *text)
{
    size_t size = atol(text);
    if (size < sizeof(uint64_t) || size > LARGEST)
        errx(2, "a message has 8 to %d bytes, not %s", LARGEST, text);
    return size;
}

static int send_messages(size_t size, size_t ring_size)
{
    char message[LARGEST] = {0};
    struct libxenvchan *ring = libxenvchan_server_init(NULL, 0, BASE, 1024, ring_size);
    if (!ring)
        err(1, "cannot grant a ring of %zu bytes", ring_size);
    ring->blocking = 1;
    uint64_t number = 0;
    do {
        number++;
        memcpy(message, &number, sizeof number);
    } while (libxenvchan_send(ring, message, size) == (int)size);
    libxenvchan_close(ring);
    return 0;
}

static void receive(struct libxenvchan *ring, size_t size, uint64_t from, uint64_t to)
{
    char message[LARGEST];
    for (uint64_t number = from; number < to; number++) {
        if (libxenvchan_recv(ring, message, size) != (int)size || memcmp(message, &number, sizeof number))
            errx(1, "message %llu is missing or spoilt", (unsigned long long)number);
    }
}

static int receive_messages(int domid, size_t size, uint64_t count)
{
    char path[64];
    snprintf(path, sizeof path, "/local/domain/%d/" BASE, domid);
    struct libxenvchan *ring = libxenvchan_client_init(NULL, domid, path);
    if (!ring)
        err(1, "no sender in domain %d", domid);
    ring->blocking = 1;
    uint64_t warm_up = count / 4;
    receive(ring, size, 1, warm_up + 1);
    double start = seconds();
    receive(ring, size, warm_up + 1, warm_up + 1 + count);
    printf("%.0f messages a second\n", count / (seconds() - start));
    libxenvchan_close(ring);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && !strcmp(argv[1], "send"))
        return send_messages(message_size(argv[2]), atol(argv[3]));
    if (argc == 5 && !strcmp(argv[1], "receive"))
        return receive_messages(atoi(argv[2]), message_size(argv[3]), atol(argv[4]));
    if (argc == 5 && !strcmp(argv[1], "both")) {
        if (fork() == 0)
            return send_messages(message_size(argv[2]), atol(argv[3]));
        sleep(1); /* until it has published */
        return receive_messages(0, message_size(argv[2]), atol(argv[4]));
    }
    errx(2, "usage: vchan-bench send SIZE RING | receive DOMID SIZE COUNT | both SIZE RING COUNT");
}
