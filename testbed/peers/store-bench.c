/*
 * Times libxenstore against a daemon's socket, as StoreBench times our client. Prints `name value unit` lines under
 * the same names, `unwatched-…` for libxenstore without a watch (its first watch starts a thread that reads), and
 * `limit-…` for what the daemon can do at most: a client that writes 32 requests at once and only counts the answers.
 *
 * store-bench SOCKET COUNT
 */
#include <err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <xenstore.h>
#include <xen/io/xs_wire.h>

#define NODE "/xen-notify-bench"
#define VALUE "0123456789"
#define THREADS 32

typedef void operation(void);

static struct xs_handle *store;
static long count;

static void read_node(void)
{
    unsigned int length;
    char *value = xs_read(store, XBT_NULL, NODE, &length);

    if (!value)
        err(1, "read");
    free(value);
}

static void write_node(void)
{
    if (!xs_write(store, XBT_NULL, NODE, VALUE, strlen(VALUE)))
        err(1, "write");
}

static double now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}

static void sequential(const char *name, operation *run)
{
    double *times = calloc(count, sizeof(*times)), sum = 0;

    if (!times)
        err(1, "calloc");
    for (long i = 0; i < count; i++) {
        double start = now_us();
        run();
        sum += times[i] = now_us() - start;
    }
    qsort(times, count, sizeof(*times), ascending);
    printf("%s-p50 %.1f us\n%s-mean %.1f us\n", name, times[count / 2], name, sum / count);
    free(times);
}

static void *read_share(void *unused)
{
    for (long i = 0; i < count / THREADS; i++)
        read_node();
    return unused;
}

/* The deepest that libxenstore offers: it has one request under way per handle, however many threads ask. */
static void deep(void)
{
    pthread_t threads[THREADS];
    double start = now_us();

    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, read_share, NULL))
            errx(1, "cannot start thread %d", i);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    printf("read-%d-deep %.1f per-second\n", THREADS, count / THREADS * THREADS * 1e6 / (now_us() - start));
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
    if (fd < 0 || connect(fd, (struct sockaddr *) &address, sizeof(address)))
        err(69, "no daemon at %s", path);
    return fd;
}

/* Every answer is as long as the next one, so that counting bytes is counting answers. */
static void limit(const char *path)
{
    struct { struct xsd_sockmsg head; char path[sizeof(NODE)]; } __attribute__((packed)) requests[THREADS];
    size_t expected = THREADS * (sizeof(struct xsd_sockmsg) + strlen(VALUE));
    char answers[4096];
    int fd = connect_to(path);

    memset(requests, 0, sizeof(requests));
    for (int i = 0; i < THREADS; i++) {
        requests[i].head.type = XS_READ;
        requests[i].head.len = sizeof(NODE);
        strcpy(requests[i].path, NODE);
    }
    double start = now_us();
    for (long i = 0; i < count / THREADS; i++) {
        if (write(fd, requests, sizeof(requests)) != sizeof(requests))
            err(1, "write");
        for (size_t got = 0; got < expected; ) {
            ssize_t n = read(fd, answers, sizeof(answers));
            if (n <= 0)
                err(1, "read");
            got += n;
        }
    }
    printf("limit-%d-deep %.1f per-second\n", THREADS, count / THREADS * THREADS * 1e6 / (now_us() - start));
    close(fd);
}

int main(int argc, char **argv)
{
    if (argc != 3 || (count = atol(argv[2])) < THREADS)
        errx(64, "usage: store-bench SOCKET COUNT (at least %d)", THREADS);
    setenv("XENSTORED_PATH", argv[1], 1);
    store = xs_open(0);
    if (!store)
        err(69, "no daemon at %s: start one with testbed/xenstored/start", argv[1]);

    write_node();
    sequential("unwatched-read", read_node);
    sequential("unwatched-write", write_node);
    if (!xs_watch(store, NODE "-watched", "bench"))
        err(1, "watch");
    sequential("read", read_node);
    sequential("write", write_node);
    deep();
    limit(argv[1]);
    if (!xs_rm(store, XBT_NULL, NODE))
        err(1, "rm");
    xs_close(store);
    return 0;
}
