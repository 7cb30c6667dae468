/*
 * In a guest: hostile DEED. Does it without end, as fast as it can:
 *
 *   spin     nothing, which keeps its processor busy: what the others are compared with
 *   bell     raises its port, each time of which is an event
 *   storm    the same where a ring is published, so that it means nothing
 *   nodes    rewrites its nodes
 *   inbox    makes and removes hundreds of inbox nodes
 *   others   publishes ports and grants of other domains
 *   page     changes everything in the shared page while it is read
 *   records  sends records that are nearly right
 *   epochs   starts and ends epochs
 *   log      publishes nonsense that is worth a line of the log each time
 */
#include <err.h>
#include <inttypes.h>
#include <libxenvchan.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>
#include <xenstore.h>

#include "record.h"

#define BASE "data/xen-notify"
#define RING 65536

static struct xs_handle *store;
static uint64_t turn;

static uint64_t any(void)
{
    static uint64_t state = 88172645463325252ull;
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

/* A quota that is reached is no reason to behave. */
static void put(const char *node, const char *format, ...)
{
    char path[128], value[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(value, sizeof value, format, arguments);
    va_end(arguments);
    snprintf(path, sizeof path, BASE "/%s", node);
    xs_write(store, XBT_NULL, path, value, length);
}

static void cut(const char *node)
{
    char path[128];
    snprintf(path, sizeof path, BASE "/%s", node);
    xs_rm(store, XBT_NULL, path);
}

static void new_epoch(void) { put("epoch", "%016" PRIx64, ++turn); }

static void publish(void)
{
    put("version", "1");
    put("platform", "hostile");
    new_epoch();
}

static struct libxenvchan *open_ring(void)
{
    struct libxenvchan *ring = libxenvchan_server_init(NULL, 0, BASE, 1024, RING);
    if (!ring)
        err(1, "cannot grant a ring");
    ring->server_persist = 1;
    publish();
    return ring;
}

static void spin(void)
{
    for (volatile uint64_t i = 0;; i++)
        ;
}

static void bell(void)
{
    xenevtchn_handle *events = xenevtchn_open(NULL, 0);
    int port = events ? xenevtchn_bind_unbound_port(events, 0) : -1;
    if (port < 0)
        err(1, "cannot allocate a port");
    put("event-channel", "%d", port);
    publish();
    for (;;)
        xenevtchn_notify(events, port);
}

static void storm(void)
{
    struct libxenvchan *ring = open_ring();
    for (;;)
        xenevtchn_notify(ring->event, ring->event_port);
}

static void nodes(void)
{
    static const char *const all[] = {"version", "platform", "event-channel", "ring-ref", "epoch", "listener",
                                      "rejected", "quiesce", "outbox", "inbox", "more"};
    for (;; turn++)
        put(all[turn % 11], "%" PRIu64, turn);
}

static void inbox(void)
{
    char node[64];
    for (;;) {
        for (int i = 0; i < 300; i++) {
            snprintf(node, sizeof node, "inbox/%d", i);
            put(node, i % 3 ? "not/a/type" : "?lab.flood");
        }
        cut("inbox");
        cut("outbox");
    }
}

static void others(void)
{
    for (;;) {
        put("event-channel", "%" PRIu64, 1 + any() % 64);
        if (any() % 2)
            put("ring-ref", "%" PRIu64, 1 + any() % 1024);
        else
            cut("ring-ref");
        publish();
    }
}

/* Mostly a page that looks right at first, so that it is read at all. */
static void page(void)
{
    struct libxenvchan *ring = open_ring();
    volatile uint8_t *bytes = (volatile uint8_t *)ring->ring;
    uint8_t right[24];
    memcpy(right, ring->ring, sizeof right);

    for (;;) {
        for (int i = 0; i < 24; i++)
            bytes[i] = right[i];
        new_epoch();
        for (int i = 0; i < 20000; i++) {
            int at = any() % 24;
            bytes[at] = any() % 4 ? right[at] : any();
            if (i % 64 == 0)
                xenevtchn_notify(ring->event, ring->event_port);
        }
    }
}

static void spoil(struct record *record)
{
    uint8_t *bytes = (uint8_t *)record;
    switch (any() % 6) {
    case 0: record->length = any() % 2 ? any() : any() % 64; break;
    case 1: record->kind = any(); break;
    case 2: record->flags = any(); break;
    case 3: record->type_length = any(); break;
    case 4: record->sequence = any() % 3; break;
    default: bytes[any() % 32] = any();
    }
}

static void records(void)
{
    struct libxenvchan *ring = open_ring();
    struct record record;
    for (;;) {
        memset((void *)ring->ring, 0, 16);
        new_epoch();
        for (uint64_t sequence = 1; sequence < 20; sequence++) {
            make_mixed(&record, sequence, any() % 2);
            size_t length = record.length;
            if (sequence > 10)
                spoil(&record);
            libxenvchan_write(ring, &record, length);
        }
        usleep(10000);
    }
}

static void epochs(void)
{
    open_ring();
    for (;;) {
        new_epoch();
        cut("epoch");
    }
}

static void log_lines(void)
{
    for (;; turn++) {
        put("version", "\033[2J\r\nERROR all is lost %" PRIu64 "\xff", turn);
        new_epoch();
    }
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } deeds[] = {{"spin", spin}, {"bell", bell}, {"storm", storm}, {"nodes", nodes}, {"inbox", inbox}, {"others", others},
                 {"page", page}, {"records", records}, {"epochs", epochs}, {"log", log_lines}};
    if (argc != 2 || !(store = xs_open(0)))
        errx(2, "usage: hostile DEED, as root in a guest");
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (!strcmp(argv[1], deeds[i].name))
            deeds[i].run();
    errx(2, "no deed %s", argv[1]);
}
