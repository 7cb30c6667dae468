package org.xennotify.trap;

/** What the processor says about itself, and the hypervisor about itself in the processor's place. */
interface Cpuid {

    /** The instruction {@code cpuid} with these in eax and ecx; it never faults. */
    Leaf ask(int leaf, int subleaf);

    /** The answer, by register. */
    record Leaf(int eax, int ebx, int ecx, int edx) {}
}
