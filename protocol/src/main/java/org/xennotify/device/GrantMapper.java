package org.xennotify.device;

import java.io.IOException;

/** Maps pages that other domains share with this one. */
public interface GrantMapper extends AutoCloseable {

    /**
     * Maps pages of one domain as one piece of memory.
     *
     * @param references one a page, as that domain says: nothing is believed of them but that they are numbers
     * @throws SystemCallException EINVAL if one of them is not shared with this domain (any more)
     */
    MappedPages map(int remoteDomain, int[] references, boolean writable) throws IOException;

    @Override
    void close() throws IOException;
}
