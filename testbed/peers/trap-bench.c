/* In a guest: trap-bench COUNT. Sends events of 40 bytes by traps, and prints how long the round trips take. */
#include <err.h>
#include "timing.h"
#include "xen_notify_trap.h"

static struct xen_notify_block block;

int main(int argc, char **argv)
{
    if (argc != 2)
        errx(2, "usage: trap-bench COUNT");
    int count = atoi(argv[1]), warm_up = count / 10, opcode = xen_notify_opcode();
    if (!opcode)
        errx(69, "no trap reaches Xen from here");
    double *took = calloc(count, sizeof *took);
    for (int i = -warm_up; i < count; i++) {
        xen_notify_write(&block, "lab.trap", "0123456789012345678901234567890123456789", 40);
        double start = microseconds();
        uint32_t status = xen_notify_trap(&block, opcode);
        if (status != 1)
            errx(1, "trap %d ended with status %u", i, status);
        if (i >= 0)
            took[i] = microseconds() - start;
    }
    print_percentiles(took, count, "traps");
    return 0;
}
