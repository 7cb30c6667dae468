package org.xennotify.xenstore;

import java.util.concurrent.CompletableFuture;

/** What one transaction reads and writes; made by {@link XenStoreClient#transaction}. */
public final class Transaction implements XenStore {

    /** The work of a transaction; it may be run several times. */
    public interface Body<T> {
        T run(Transaction transaction) throws XenStoreException;
    }

    private final Connection connection;
    private final int id;

    Transaction(Connection connection, int id) {
        this.connection = connection;
        this.id = id;
    }

    @Override
    public CompletableFuture<byte[]> submit(Request request) {
        return connection.submit(request, id);
    }

    void end(boolean commit) throws XenStoreException {
        call(new Request.TransactionEnd(commit));
    }
}
