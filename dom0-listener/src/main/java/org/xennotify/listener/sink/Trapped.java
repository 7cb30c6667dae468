package org.xennotify.listener.sink;

import org.xennotify.listener.memory.AddressSpace;

/**
 * A virtual CPU that stands still at the instruction by which it has told Dom0 something.
 *
 * @param vcpu its number
 * @param cpl its privilege level, 0 (a kernel) to 3 (a process)
 * @param cr3 where its page tables begin
 * @param rip where it is
 * @param memory what it sees
 */
public record Trapped(int vcpu, int cpl, long cr3, long rip, AddressSpace memory) {}
