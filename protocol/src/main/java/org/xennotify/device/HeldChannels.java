package org.xennotify.device;

/**
 * Event channels that a holder keeps open as well: another process, which outlives this one. After a save and restore of
 * the domain the last one who closes them, or ends with them open, crashes a Linux kernel.
 *
 * @param channels closing them ends the holder; abandoning them, or the death of this process, leaves it alone
 * @param whyNotHeld in one sentence; empty: there is a holder
 */
public record HeldChannels(EventChannels channels, String whyNotHeld) {}
