package org.xennotify.device;

import java.io.IOException;

/** Shares pages of this domain with others. */
public interface GrantExporter extends AutoCloseable {

    /**
     * Shares zeroed pages, for reading and writing.
     *
     * @param remoteDomain the domain that may map them
     * @param count how many pages, 1 to 512
     * @throws SystemCallException ENOSPC if this system shares all that it may already
     */
    GrantedPages grant(int remoteDomain, int count) throws IOException;

    @Override
    void close() throws IOException;
}
