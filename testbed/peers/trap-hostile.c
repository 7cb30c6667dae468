/*
 * In a guest: trap-hostile. Traps with addresses at which there is no block, and with blocks that say what they should
 * not; prints each with its status, and fails if a status is not as expected.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include "xen_notify_trap.h"

#define UNHEARD 0
#define MALFORMED 3
#define PAGE 4096ul

static int opcode, failed;
static struct xen_notify_block block;

static void expect(const char *what, uint32_t status, uint32_t expected)
{
    printf("%s: %u\n", what, status);
    failed |= status != expected;
}

/* The status is nowhere to be read: going on is what counts. */
static void trap_at(const char *what, uintptr_t address)
{
    long call = 34, operation = 24, none = 0;
    if (opcode == 0xc1)
        __asm__ volatile("vmcall" : "+a"(call), "+D"(operation), "+S"(none) : "d"(address) : "memory");
    else
        __asm__ volatile("vmmcall" : "+a"(call), "+D"(operation), "+S"(none) : "d"(address) : "memory");
    printf("%s: goes on\n", what);
}

/* A sound block, but for one field of 32 bits. */
static void trap_with(const char *what, size_t offset, uint32_t value, uint32_t expected)
{
    xen_notify_write(&block, "lab.hostile", "data", 4);
    memcpy((char *)&block + offset, &value, sizeof value);
    expect(what, xen_notify_trap(&block, opcode), expected);
}

int main(void)
{
    opcode = xen_notify_opcode();
    if (!opcode)
        return 69;
    trap_at("null", 0);
    trap_at("not canonical", 0x8000000000000000);
    trap_at("kernel", 0xffffffff81000000);
    trap_at("wrapping", -16ul);
    trap_at("code", (uintptr_t)main & -16);

    char *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(pages + PAGE, PAGE);
    xen_notify_write(&block, "lab.hostile", "data", 4);
    trap_at("unmapped", (uintptr_t)pages + PAGE);
    struct xen_notify_block *half = (void *)(pages + PAGE - 32);
    memcpy(half, &block, 32);
    trap_at("half unmapped", (uintptr_t)half);
    trap_at("unaligned", (uintptr_t)&block + 4);

    trap_with("no magic", offsetof(struct xen_notify_block, magic), 0, UNHEARD);
    trap_with("capacity 0", offsetof(struct xen_notify_block, capacity), 0, MALFORMED);
    trap_with("capacity 2^31", offsetof(struct xen_notify_block, capacity), 1u << 31, MALFORMED);
    trap_with("reserved", offsetof(struct xen_notify_block, reserved), 1, MALFORMED);
    trap_with("length 0", offsetof(struct xen_notify_block, length), 0, MALFORMED);
    trap_with("length above capacity", offsetof(struct xen_notify_block, length), 4081, MALFORMED);
    trap_with("length 2^32 - 1", offsetof(struct xen_notify_block, length), -1, MALFORMED);
    trap_with("kind 2", offsetof(struct xen_notify_block, kind), 2 | 4 << 16, MALFORMED);
    trap_with("flags", offsetof(struct xen_notify_block, kind), 1 | 2 << 8 | 4 << 16, MALFORMED);
    trap_with("no type", offsetof(struct xen_notify_block, kind), 1, MALFORMED);
    trap_with("type with a space", offsetof(struct xen_notify_block, text), 0x20206120, MALFORMED);
    trap_with("sound", offsetof(struct xen_notify_block, reserved), 0, 1);
    return failed;
}
