/*
 * sd-notify ASSIGNMENT…: says them in one datagram to $NOTIFY_SOCKET, and waits until that is settled, as programs do
 * that are linked with libsystemd: sd_notify(3), sd_notify_barrier(3).
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void check(const char *what, int failed)
{
    if (failed) {
        perror(what);
        exit(1);
    }
}

static void barrier(int notify)
{
    int ends[2];
    check("pipe", pipe(ends));
    union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int))]; } control = {0};
    control.header = (struct cmsghdr){CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
    memcpy(CMSG_DATA(&control.header), &ends[1], sizeof(int));
    struct iovec text = {"BARRIER=1", 9};
    struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    check("sendmsg", sendmsg(notify, &message, 0) < 0);
    close(ends[1]);
    struct pollfd closed = {ends[0], 0, 0};
    check("no answer to the barrier", poll(&closed, 1, 30000) != 1);
}

int main(int argc, char **argv)
{
    static char text[65536];
    size_t length = 0;
    for (int i = 1; i < argc; i++)
        length += snprintf(text + length, sizeof text - length, "%s%s", i > 1 ? "\n" : "", argv[i]);

    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = getenv("NOTIFY_SOCKET");
    strncpy(address.sun_path, path ? path : "", sizeof address.sun_path - 1);
    int notify = socket(AF_UNIX, SOCK_DGRAM, 0);
    check("connect", connect(notify, (struct sockaddr *)&address, sizeof address));
    check("send", send(notify, text, length, 0) < 0);
    barrier(notify);
    return 0;
}
