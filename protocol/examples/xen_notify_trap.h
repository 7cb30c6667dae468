/* Tells Dom0 by one instruction: x86, PVH or HVM guest, any privilege. Format: "Trap" in ../PROTOCOL.md. */
#pragma once
#include <cpuid.h>
#include <stdint.h>
#include <string.h>

struct xen_notify_block {
    char magic[4];
    uint32_t capacity, status, reserved;
    uint32_t length; /* of the record, which begins here */
    uint8_t kind, flags; uint16_t type_length;
    uint64_t sequence, time; /* nanoseconds since 1970, 0 = unknown */
    char text[4096 - 40];    /* the type, then the data */
} __attribute__((aligned(4096)));
/* The last byte of the instruction that reaches Xen from here; 0 on bare metal, in PV guests, under others than Xen. */
static inline int xen_notify_opcode(void)
{
    uint32_t vendor, last, a, b, c, d;
    __cpuid(0, a, vendor, c, d);
    __cpuid(1, a, b, c, d);
    for (uint32_t leaf = 0x40000000, virtual = c >> 31; virtual && leaf < 0x40010000; leaf += 0x100) {
        __cpuid(leaf, last, b, c, d);
        if (b != 0x566e6558 || c != 0x65584d4d || d != 0x4d4d566e /* XenVMMXenVMM */ || last < leaf + 4)
            continue;
        __cpuid_count(leaf + 4, 0, a, b, c, d);
        return !(a & 0x18) ? 0 /* PV knows neither vCPU nor domid */ : vendor == 0x756e6547 ? 0xc1 /* Intel: vmcall */
             : vendor == 0x68747541 || vendor == 0x6f677948 ? 0xd9 /* AMD, Hygon: vmmcall */ : 0;
    }
    return 0;
}

/* Writes an event that wants an answer; 0 if it does not fit. To be called before every trap, and again after a fork. */
static inline int xen_notify_write(struct xen_notify_block *block, const char *type, const void *data, size_t length)
{
    size_t type_length = strlen(type);
    if (type_length < 1 || type_length > 255 || length > sizeof block->text - type_length)
        return 0;
    *block = (struct xen_notify_block){ { 'X', 'N', 'T', '1' }, sizeof *block - 16, 0, 0,
        24 + type_length + length, 1, 1, type_length, 1, 0, "" };
    memcpy(block->text, type, type_length);
    memcpy(block->text + type_length, data, length);
    return 1;
}
#ifdef __x86_64__
#define XEN_NOTIFY_ARGUMENTS(a, b, c) "+a"(a), "+D"(b), "+S"(c)
#else
#define XEN_NOTIFY_ARGUMENTS(a, b, c) "+a"(a), "+b"(b), "+c"(c)
#endif
/* Waits for Dom0; nothing to be done without an opcode. Status: 0 nobody listens, 1 handled, 2 refused, 3 malformed,
   4 handler failed or held too long. A block of kind 2 then has the answer: as its type "ok" or "error", and data. */
static inline uint32_t xen_notify_trap(struct xen_notify_block *block, int opcode)
{
    long call = 34, operation = 24, none = 0; /* hvm_op, guest_request_vm_event */
    if (opcode == 0xc1)
        __asm__ volatile("vmcall" : XEN_NOTIFY_ARGUMENTS(call, operation, none) : "d"(block) : "memory");
    if (opcode == 0xd9)
        __asm__ volatile("vmmcall" : XEN_NOTIFY_ARGUMENTS(call, operation, none) : "d"(block) : "memory");
    return block->status;
}
