/*
 * A guest without an operating system, PVH, 32 bits, paging off: sends 1,000 events by traps and checks that each was
 * handled. It powers off if so, and crashes (by its own word to Xen) if not.
 */
        .section .note.Xen, "", @note
        .long   4, 4, 18                /* XEN_ELFNOTE_PHYS32_ENTRY */
        .asciz  "Xen"
        .long   start

        .text
        .globl  start
start:  xor     %eax, %eax
        cpuid
        cmp     $0x756e6547, %ebx       /* "Genu"ineIntel */
        je      next
        movb    $0xd9, trap + 2         /* any other's: vmmcall */
next:   movl    $0, block + 8
        incl    sequence
        mov     $34, %eax               /* hvm_op */
        mov     $24, %ebx               /* guest_request_vm_event */
        xor     %ecx, %ecx
        mov     $block, %edx
trap:   vmcall
        cmpl    $1, block + 8
        jne     end
        cmpl    $1000, sequence
        jb      next
        movl    $0, reason              /* poweroff */
end:    mov     trap + 2, %al
        mov     %al, last + 2
        mov     $29, %eax               /* sched_op */
        mov     $2, %ebx                /* shutdown */
        mov     $reason, %ecx
last:   vmcall
        jmp     last

        .data
reason: .long   3                       /* crash */
        .balign 16
block:  .ascii  "XNT1"
        .long   record_end - record, 0, 0
record: .long   record_end - record
        .byte   1, 0                    /* an event that wants no reply */
        .word   8
sequence: .long 0, 0
        .long   0, 0                    /* no clock */
        .ascii  "lab.bare"
        .ascii  "no operating system"
record_end:
