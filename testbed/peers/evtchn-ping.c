/* In Dom0: evtchn-ping DOMID ROUNDS. Rings the guest's evtchn-pong and prints how long the answers take. */
#include <err.h>
#include <xenevtchn.h>
#include <xenstore.h>
#include "timing.h"

static int published_port(int domid)
{
    char path[64];
    snprintf(path, sizeof path, "/local/domain/%d/data/bench/port", domid);
    struct xs_handle *store = xs_open(0);
    char *text = store ? xs_read(store, XBT_NULL, path, NULL) : NULL;
    if (!text)
        err(1, "cannot read %s", path);
    return atoi(text);
}

static void wait_for(xenevtchn_handle *events, int port)
{
    if (xenevtchn_pending(events) != port || xenevtchn_unmask(events, port))
        err(1, "cannot receive");
}

int main(int argc, char **argv)
{
    if (argc != 3)
        errx(2, "usage: evtchn-ping DOMID ROUNDS");
    int domid = atoi(argv[1]), rounds = atoi(argv[2]);

    xenevtchn_handle *events = xenevtchn_open(NULL, 0);
    if (!events)
        err(1, "cannot open the event channel device");
    int port = xenevtchn_bind_interdomain(events, domid, published_port(domid));
    if (port < 0)
        err(1, "cannot bind to domain %d", domid);

    /* Xen rings both ends at binding: one event of its own, one that the guest answers. They may arrive as one. */
    int warm_up = rounds / 10 + 2;
    double *took = calloc(rounds, sizeof *took);
    wait_for(events, port);
    for (int i = -warm_up; i < rounds; i++) {
        double start = microseconds();
        if (xenevtchn_notify(events, port))
            err(1, "cannot notify");
        wait_for(events, port);
        if (i >= 0)
            took[i] = microseconds() - start;
    }
    print_percentiles(took, rounds, "rounds");
    return 0;
}
