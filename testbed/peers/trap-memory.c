/*
 * In a guest: trap-memory LENGTH. Sends an event whose payload of LENGTH bytes, in a block across two pages, begins with
 * the address of "as it was"; overwrites that right after the trap, and prints the answer.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include "xen_notify_trap.h"

static struct xen_notify_block draft, pages[2];
static char payload[4000], secret[64];

int main(int argc, char **argv)
{
    size_t length = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
    int opcode = xen_notify_opcode();
    const char *address = secret;
    if (!opcode)
        errx(69, "no trap reaches Xen from here");
    memset(payload, '.', sizeof payload);
    memcpy(payload, &address, sizeof address);
    if (length < sizeof address || length > sizeof payload || !xen_notify_write(&draft, "lab.memory", payload, length))
        errx(2, "usage: trap-memory LENGTH");

    /* 32 bytes before the second page: its header is in one page, most of its record in the other. */
    struct xen_notify_block *block = (void *)((char *)&pages[1] - 32);
    size_t size = 16 + draft.length;
    memcpy(block, &draft, size);
    block->capacity = draft.length;
    strcpy(secret, "as it was");
    uint32_t status = xen_notify_trap(block, opcode);
    strcpy(secret, "too late!");
    memcpy(&draft, block, size);
    if (draft.kind == 2)
        printf("%.*s\n", (int)(draft.length - 24 - draft.type_length), draft.text + draft.type_length);
    return status != 1;
}
