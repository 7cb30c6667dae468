/*
 * notify TYPE [DATA]: tells Dom0 of an event by one instruction, and prints the answer.
 * Status: 0 handled, 1 not, 2 usage, 69 no trap reaches Xen from here. Build: cc -O2 -o notify notify.c
 */
#include <stdio.h>
#include <time.h>
#include "xen_notify_trap.h"

static struct xen_notify_block block;

static const char *const outcomes[] = {
    "nobody in Dom0 listens to the traps of this guest: name it in a route of xen-listen.",
    "", "Dom0 refused the event.", "Dom0 found the event malformed.", "Dom0's handler failed, or took too long.",
};

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static int end(int status, const char *sentence)
{
    fprintf(stderr, "notify: %s\n", sentence);
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3)
        return end(2, "usage: notify TYPE [DATA]");
    const char *data = argc == 3 ? argv[2] : "";
    int opcode = xen_notify_opcode();
    if (!opcode)
        return end(69, "no trap reaches Xen from here: this is no PVH or HVM guest of Xen.");
    if (!xen_notify_write(&block, argv[1], data, strlen(data)))
        return end(2, "a type has 1 to 255 bytes, and with its data at most 4056.");
    block.time = now();

    uint32_t status = xen_notify_trap(&block, opcode);
    if (block.kind == 2)
        printf("%.*s\n", (int)(block.length - 24 - block.type_length), block.text + block.type_length);
    if (status != 1)
        return end(1, outcomes[status <= 4 ? status : 0]);
    return 0;
}
