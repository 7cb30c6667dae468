/*
 * As much of Xen as libxenvchan needs between two processes of one machine, of which one was forked from the other:
 * grants are memory that both have, an event channel is an eventfd at each end, XenStore is a few slots. With it the
 * stock libxenvchan.a runs natively.
 */
#include <libxenvchan.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xenstore.h>

#define PAGE 4096
#define PAGES 512
#define SLOTS 8

static struct shared {
    char pages[PAGES][PAGE];
    struct slot { char name[32], value[32]; } slots[SLOTS];
} *shared;
static uint32_t granted = 1; /* libxenvchan takes a reference of 0 for none */
static int ends[2], own_end;

__attribute__((constructor)) static void start(void)
{
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ends[0] = eventfd(0, 0);
    ends[1] = eventfd(0, 0);
    if (shared == MAP_FAILED || ends[0] < 0 || ends[1] < 0)
        abort();
    shared->slots[0] = (struct slot){"domid", "1"};
}

/* ---- grants: a reference is the number of a page */

struct xengntdev_handle { char unused; };
static void *any_handle(void) { return &shared->slots; }

xengntshr_handle *xengntshr_open(struct xentoollog_logger *l, unsigned f) { (void)l, (void)f; return any_handle(); }
int xengntshr_close(xengntshr_handle *h) { (void)h; return 0; }
int xengntshr_unshare(xengntshr_handle *h, void *address, uint32_t count) { (void)h, (void)address, (void)count; return 0; }

void *xengntshr_share_pages(xengntshr_handle *h, uint32_t domid, int count, uint32_t *refs, int writable)
{
    (void)h, (void)domid, (void)writable;
    void *first = shared->pages[granted];
    for (int i = 0; i < count; i++)
        refs[i] = granted++;
    return first;
}

void *xengntshr_share_page_notify(xengntshr_handle *h, uint32_t domid, uint32_t *ref, int writable, uint32_t offset,
                                  evtchn_port_t port)
{
    (void)offset, (void)port;
    return xengntshr_share_pages(h, domid, 1, ref, writable);
}

xengnttab_handle *xengnttab_open(struct xentoollog_logger *l, unsigned f) { (void)l, (void)f; return any_handle(); }
int xengnttab_close(xengnttab_handle *h) { (void)h; return 0; }
int xengnttab_unmap(xengnttab_handle *h, void *address, uint32_t count) { (void)h, (void)address, (void)count; return 0; }

void *xengnttab_map_domain_grant_refs(xengnttab_handle *h, uint32_t count, uint32_t domid, uint32_t *refs, int prot)
{
    (void)h, (void)count, (void)domid, (void)prot;
    return shared->pages[refs[0]];
}

void *xengnttab_map_grant_ref_notify(xengnttab_handle *h, uint32_t domid, uint32_t ref, int prot, uint32_t offset,
                                     evtchn_port_t port)
{
    (void)offset, (void)port;
    return xengnttab_map_domain_grant_refs(h, 1, domid, &ref, prot);
}

/* ---- one event channel: the port is 1 at both ends */

xenevtchn_handle *xenevtchn_open(struct xentoollog_logger *l, unsigned f) { (void)l, (void)f; return any_handle(); }
int xenevtchn_close(xenevtchn_handle *h) { (void)h; return 0; }
int xenevtchn_fd(xenevtchn_handle *h) { (void)h; return ends[own_end]; }
int xenevtchn_unmask(xenevtchn_handle *h, evtchn_port_t port) { (void)h, (void)port; return 0; }
int xenevtchn_unbind(xenevtchn_handle *h, evtchn_port_t port) { (void)h, (void)port; return 0; }

static int bind_end(int end) { own_end = end; return 1; }

xenevtchn_port_or_error_t xenevtchn_bind_unbound_port(xenevtchn_handle *h, uint32_t domid)
{
    (void)h, (void)domid;
    return bind_end(0);
}

xenevtchn_port_or_error_t xenevtchn_bind_interdomain(xenevtchn_handle *h, uint32_t domid, evtchn_port_t port)
{
    (void)h, (void)domid, (void)port;
    return bind_end(1);
}

int xenevtchn_notify(xenevtchn_handle *h, evtchn_port_t port)
{
    (void)h, (void)port;
    return eventfd_write(ends[!own_end], 1);
}

xenevtchn_port_or_error_t xenevtchn_pending(xenevtchn_handle *h)
{
    eventfd_t count;
    (void)h;
    return eventfd_read(ends[own_end], &count) ? -1 : 1;
}

/* ---- XenStore: the last part of a path names a slot */

struct xs_handle *xs_open(unsigned long f) { (void)f; return any_handle(); }
void xs_close(struct xs_handle *h) { (void)h; }
xs_transaction_t xs_transaction_start(struct xs_handle *h) { (void)h; return 1; }
bool xs_transaction_end(struct xs_handle *h, xs_transaction_t t, bool abort) { (void)h, (void)t, (void)abort; return true; }
bool xs_rm(struct xs_handle *h, xs_transaction_t t, const char *path) { (void)h, (void)t, (void)path; return true; }

bool xs_set_permissions(struct xs_handle *h, xs_transaction_t t, const char *path, struct xs_permissions *p, unsigned n)
{
    (void)h, (void)t, (void)path, (void)p, (void)n;
    return true;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool xs_write(struct xs_handle *h, xs_transaction_t t, const char *path, const void *value, unsigned length)
{
    (void)h, (void)t;
    for (int i = 0; i < SLOTS; i++) {
        if (!shared->slots[i].name[0]) {
            memcpy(shared->slots[i].value, value, length);
            strncpy(shared->slots[i].name, last_part(path), sizeof shared->slots[i].name - 1);
            return true;
        }
    }
    return false;
}

void *xs_read(struct xs_handle *h, xs_transaction_t t, const char *path, unsigned *length)
{
    (void)h, (void)t;
    for (int i = 0; i < SLOTS; i++) {
        if (!strcmp(shared->slots[i].name, last_part(path))) {
            if (length)
                *length = strlen(shared->slots[i].value);
            return strdup(shared->slots[i].value);
        }
    }
    return NULL;
}
