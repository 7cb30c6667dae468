package org.xennotify.device;

import java.util.UUID;

/**
 * One instance of a guest. Domids are reused and two domains may share a UUID during a migration, so only both together
 * name it.
 *
 * @param domid 1 to 32751
 * @param uuid the domain's handle
 * @param ended whether it is dying, or has shut down for another reason than being suspended
 */
public record Domain(int domid, UUID uuid, boolean ended) {}
