/* print-block TYPE DATA (in hex): prints, in hex too, the block that the header writes, up to the end of its record. */
#include <stdio.h>
#include <stdlib.h>
#include "xen_notify_trap.h"

static struct xen_notify_block block;

int main(int argc, char **argv)
{
    unsigned char data[4096];
    size_t length = argc == 3 ? strlen(argv[2]) / 2 : 0;
    for (size_t i = 0; i < length && i < sizeof data; i++) {
        char digits[] = { argv[2][2 * i], argv[2][2 * i + 1], 0 };
        data[i] = strtoul(digits, NULL, 16);
    }
    if (argc != 3 || !xen_notify_write(&block, argv[1], data, length))
        return 1;
    for (size_t i = 0; i < 16 + block.length; i++)
        printf("%02x", ((unsigned char *)&block)[i]);
    return 0;
}
