/*
 * Lets Debian's xenstored and oxenstored serve their socket on a machine without Xen.
 *
 * Preloaded, it stands in for the three libraries with which the daemons reach Xen, and moves every file they keep
 * in system directories to $XENSTORED_RUNDIR, so that several daemons run side by side.
 *
 * Every domain exists and runs. One that is introduced (XS_INTRODUCE) finds its ring page in `ring-<domid>` of that
 * directory and rings the daemon by writing its port, four bytes, to `events`; port 1 is VIRQ_DOM_EXC.
 */
#define _GNU_SOURCE
#define XC_WANT_COMPAT_MAP_FOREIGN_API
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <xenctrl.h>
#include <xenevtchn.h>
#include <xengnttab.h>

#define PAGE 4096
#define VIRQ_PORT 1
#define READY_FD 3

/* The daemons only hand it back. */
static int handle;

/* ---- files ---- */

static const char *moved_directories[] = {"/proc/xen/", "/var/run/xen", "/var/log/xen", NULL};

static int is_moved(const char *path)
{
    for (const char **directory = moved_directories; *directory; directory++)
        if (!strncmp(path, *directory, strlen(*directory)))
            return 1;
    return 0;
}

static void in_run_directory(char *path, size_t size, const char *name)
{
    const char *directory = getenv("XENSTORED_RUNDIR");

    if (snprintf(path, size, "%s/%s", directory ? directory : ".", name) >= (int) size) {
        fprintf(stderr, "The run directory's name is too long for a socket address: %s\n", directory);
        exit(78);
    }
}

#define MOVED(path) \
    char moved[sizeof(((struct sockaddr_un *) 0)->sun_path)]; \
    if (is_moved(path)) { \
        in_run_directory(moved, sizeof(moved), strrchr(path, '/') + 1); \
        path = moved; \
    }

#define NEXT(function) ((__typeof__(&function)) dlsym(RTLD_NEXT, #function))

int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    MOVED(path);
    return NEXT(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));

int unlink(const char *path)
{
    MOVED(path);
    return NEXT(unlink)(path);
}

int mkdir(const char *path, mode_t mode)
{
    return is_moved(path) ? 0 : NEXT(mkdir)(path, mode);
}

int bind(int fd, const struct sockaddr *address, socklen_t length)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    const char *path = ((const struct sockaddr_un *) address)->sun_path;

    if (address->sa_family != AF_UNIX)
        return NEXT(bind)(fd, address, length);
    MOVED(path);
    snprintf(local.sun_path, sizeof(local.sun_path), "%s", path);
    return NEXT(bind)(fd, (struct sockaddr *) &local, sizeof(local));
}

/* oxenstored raises its limit of open files to the system's, which a container forbids. */
int setrlimit(__rlimit_resource_t resource, const struct rlimit *limit)
{
    return 0;
}

/* Both daemons poll only when all is set up: from then on the socket answers. */
int poll(struct pollfd *fds, nfds_t count, int timeout)
{
    static int said;

    if (!said && write(READY_FD, "ready\n", 6) == 6)
        close(READY_FD);
    said = 1;
    return NEXT(poll)(fds, count, timeout);
}

/* ---- libxenctrl ---- */

static void *map_ring(uint32_t domid)
{
    char name[32], path[108];
    void *page = MAP_FAILED;

    snprintf(name, sizeof(name), "ring-%u", domid);
    in_run_directory(path, sizeof(path), name);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0 && !ftruncate(fd, PAGE))
        page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (fd >= 0)
        close(fd);
    return page == MAP_FAILED ? NULL : page;
}

xc_interface *xc_interface_open(xentoollog_logger *logger, xentoollog_logger *dombuild_logger, unsigned flags)
{
    return (xc_interface *) &handle;
}

int xc_interface_close(xc_interface *xch)
{
    return 0;
}

/* Used by xenstored. */
int xc_domain_getinfo(xc_interface *xch, uint32_t first, unsigned int max, xc_dominfo_t *info)
{
    *info = (xc_dominfo_t){.domid = first, .running = 1};
    return 1;
}

/* Used by oxenstored. */
int xc_domain_getinfolist(xc_interface *xch, uint32_t first, unsigned int max, xc_domaininfo_t *info)
{
    *info = (xc_domaininfo_t){.domain = first, .flags = XEN_DOMINF_running};
    return 1;
}

void *xc_map_foreign_range(xc_interface *xch, uint32_t domid, int size, int prot, unsigned long mfn)
{
    return map_ring(domid);
}

/* ---- libxenevtchn ---- */

xenevtchn_handle *xenevtchn_open(xentoollog_logger *logger, unsigned int flags)
{
    char path[108];

    in_run_directory(path, sizeof(path), "events");
    /* Open for writing too: a reader alone would see the end of the file whenever nobody writes. */
    handle = open(path, O_RDWR | O_NONBLOCK);
    return handle < 0 ? NULL : (xenevtchn_handle *) &handle;
}

int xenevtchn_close(xenevtchn_handle *xce)
{
    return close(handle);
}

int xenevtchn_fd(xenevtchn_handle *xce)
{
    return handle;
}

xenevtchn_port_or_error_t xenevtchn_bind_virq(xenevtchn_handle *xce, unsigned int virq)
{
    return VIRQ_PORT;
}

xenevtchn_port_or_error_t xenevtchn_bind_interdomain(xenevtchn_handle *xce, uint32_t domid, evtchn_port_t remote)
{
    return remote;
}

xenevtchn_port_or_error_t xenevtchn_pending(xenevtchn_handle *xce)
{
    evtchn_port_t port;

    return read(handle, &port, sizeof(port)) == sizeof(port) ? (xenevtchn_port_or_error_t) port : -1;
}

int xenevtchn_notify(xenevtchn_handle *xce, evtchn_port_t port)
{
    return 0;
}

int xenevtchn_unmask(xenevtchn_handle *xce, evtchn_port_t port)
{
    return 0;
}

int xenevtchn_unbind(xenevtchn_handle *xce, evtchn_port_t port)
{
    return 0;
}

/* ---- libxengnttab ---- */

xengnttab_handle *xengnttab_open(xentoollog_logger *logger, unsigned flags)
{
    return (xengnttab_handle *) &handle;
}

int xengnttab_close(xengnttab_handle *xgt)
{
    return 0;
}

int xengnttab_set_max_grants(xengnttab_handle *xgt, uint32_t count)
{
    return 0;
}

void *xengnttab_map_grant_ref(xengnttab_handle *xgt, uint32_t domid, uint32_t ref, int prot)
{
    return map_ring(domid);
}

int xengnttab_unmap(xengnttab_handle *xgt, void *start, uint32_t count)
{
    return munmap(start, (size_t) count * PAGE);
}
