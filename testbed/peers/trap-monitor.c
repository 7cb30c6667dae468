/*
 * In Dom0: trap-monitor DOMID [print]. Answers a guest's traps as handled, and prints how many there were (and what they
 * said) when it is told to end. It writes wherever the guest points to: a listener must not.
 */
#define _GNU_SOURCE
#include <err.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <xenctrl.h>
#include <xenevtchn.h>
#include <xenforeignmemory.h>
#include <xen/vm_event.h>
#include "xen_notify_trap.h"

static volatile sig_atomic_t ended;

static void end(int signal)
{
    (void)signal;
    ended = 1;
}

static xc_interface *xc;
static xenforeignmemory_handle *memory;
static uint32_t domid;
static int printing;

static void print(const struct xen_notify_block *block, uint32_t vcpu)
{
    printf("vcpu %u: %.*s\n", vcpu, (int)(block->length - 24), block->text);
    fflush(stdout);
}

/* The block must be within one page. False if it is not there. */
static int handle(const vm_event_request_t *request)
{
    uint64_t address = request->data.regs.x86.rdx;
    xen_pfn_t frame = xc_translate_foreign_address(xc, domid, request->vcpu_id, address);
    char *page = frame ? xenforeignmemory_map(memory, domid, PROT_READ | PROT_WRITE, 1, &frame, NULL) : NULL;
    if (!page)
        return 0;
    size_t offset = address % XC_PAGE_SIZE;
    struct xen_notify_block copy;
    memcpy(&copy, page + offset, XC_PAGE_SIZE - offset);
    int good = !memcmp(copy.magic, "XNT1", 4) && copy.length >= 24 && copy.length <= XC_PAGE_SIZE - offset - 16;
    if (good) {
        ((struct xen_notify_block *)(page + offset))->status = 1;
        if (printing)
            print(&copy, request->vcpu_id);
    }
    xenforeignmemory_unmap(memory, page, 1);
    return good;
}

static void respond(vm_event_back_ring_t *ring, const vm_event_request_t *request)
{
    vm_event_response_t *response = RING_GET_RESPONSE(ring, ring->rsp_prod_pvt);
    memset(response, 0, sizeof *response);
    response->version = request->version;
    response->flags = request->flags & VM_EVENT_FLAG_VCPU_PAUSED;
    response->reason = request->reason;
    response->vcpu_id = request->vcpu_id;
    ring->rsp_prod_pvt++;
    RING_PUSH_RESPONSES(ring);
}

static void answer_all(vm_event_back_ring_t *ring, long *handled, long *unknown)
{
    while (RING_HAS_UNCONSUMED_REQUESTS(ring)) {
        vm_event_request_t request;
        memcpy(&request, RING_GET_REQUEST(ring, ring->req_cons), sizeof request);
        ring->req_cons++;
        ring->sring->req_event = ring->req_cons + 1;
        ++*(handle(&request) ? handled : unknown);
        respond(ring, &request);
    }
}

int main(int argc, char **argv)
{
    if (argc < 2)
        errx(2, "usage: trap-monitor DOMID [print]");
    domid = atoi(argv[1]);
    printing = argc > 2;
    sigset_t none, deaf;
    sigemptyset(&none);
    sigemptyset(&deaf);
    sigaddset(&deaf, SIGTERM);
    sigprocmask(SIG_BLOCK, &deaf, NULL); /* but for ppoll */
    sigaction(SIGTERM, &(struct sigaction){ .sa_handler = end }, NULL);

    xc = xc_interface_open(NULL, NULL, 0);
    memory = xenforeignmemory_open(NULL, 0);
    xenevtchn_handle *events = xenevtchn_open(NULL, 0);
    if (!xc || !memory || !events)
        err(1, "cannot open libxenctrl, libxenforeignmemory or libxenevtchn");
    uint32_t remote;
    void *page = xc_monitor_enable(xc, domid, &remote);
    if (!page)
        err(1, "cannot monitor domain %u", domid);
    int port = xenevtchn_bind_interdomain(events, domid, remote);
    vm_event_back_ring_t ring;
    SHARED_RING_INIT((vm_event_sring_t *)page);
    BACK_RING_INIT(&ring, (vm_event_sring_t *)page, XC_PAGE_SIZE);
    if (port < 0 || xc_monitor_guest_request(xc, domid, 1, 1, 1))
        err(1, "cannot have the traps of domain %u", domid);
    puts("ready");
    fflush(stdout);

    long handled = 0, unknown = 0;
    struct pollfd poller = { .fd = xenevtchn_fd(events), .events = POLLIN };
    while (!ended) {
        if (ppoll(&poller, 1, NULL, &none) < 1 || xenevtchn_pending(events) < 0 || xenevtchn_unmask(events, port))
            continue;
        answer_all(&ring, &handled, &unknown);
        xenevtchn_notify(events, port);
    }

    xc_monitor_guest_request(xc, domid, 0, 1, 0);
    answer_all(&ring, &handled, &unknown);
    xenevtchn_notify(events, port);
    if (xc_monitor_disable(xc, domid))
        warn("cannot leave domain %u", domid);
    xenevtchn_unbind(events, port);
    munmap(page, XC_PAGE_SIZE);
    printf("%ld handled, %ld not understood\n", handled, unknown);
    return 0;
}
