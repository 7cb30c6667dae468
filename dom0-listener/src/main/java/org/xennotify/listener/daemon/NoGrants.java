package org.xennotify.listener.daemon;

import org.xennotify.device.GrantMapper;
import org.xennotify.device.MappedPages;
import org.xennotify.device.UnavailableException;

/** Where no pages can be mapped: each attempt says why, and the other doors work. */
record NoGrants(UnavailableException reason) implements GrantMapper {
    @Override
    public MappedPages map(int remoteDomain, int[] references, boolean writable) throws UnavailableException {
        throw new UnavailableException(String.valueOf(reason.getMessage()), reason);
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
