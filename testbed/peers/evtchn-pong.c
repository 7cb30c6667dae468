/* In a guest: offers Dom0 an event channel, publishes its port as data/bench/port, and answers every event with one. */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <xenevtchn.h>
#include <xenstore.h>

int main(void)
{
    xenevtchn_handle *events = xenevtchn_open(NULL, 0);
    struct xs_handle *store = xs_open(0);
    if (!events || !store)
        err(1, "cannot open the event channel device or XenStore");

    xenevtchn_port_or_error_t port = xenevtchn_bind_unbound_port(events, 0);
    if (port < 0)
        err(1, "cannot allocate a port for Dom0");

    char text[16];
    snprintf(text, sizeof text, "%d", port);
    if (!xs_write(store, XBT_NULL, "data/bench/port", text, strlen(text)))
        err(1, "cannot publish the port");

    for (;;) {
        if (xenevtchn_pending(events) != port || xenevtchn_unmask(events, port) || xenevtchn_notify(events, port))
            err(1, "cannot answer");
    }
}
