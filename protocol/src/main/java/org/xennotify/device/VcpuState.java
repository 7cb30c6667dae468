package org.xennotify.device;

/**
 * What decides how a virtual x86 CPU understands an address.
 *
 * @param efer the extended feature enable register
 * @param rip where it is
 * @param cpl its privilege level, 0 (a kernel) to 3 (a process)
 */
public record VcpuState(long cr0, long cr3, long cr4, long efer, long rip, int cpl) {}
