package org.xennotify.xenstore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The operations of XenStore, directly on a {@link XenStoreClient} or within a {@link Transaction}.
 *
 * <p>All methods but {@link #submit} block until the daemon has answered or the connection has ended, and throw
 * {@link XenStoreException} with the kind of the refusal. An interrupt while waiting counts as a lost answer.
 */
public sealed interface XenStore permits XenStoreClient, Transaction {

    /**
     * Sends a request and does not wait: several may be under way at once where the transport pipelines.
     *
     * @return the payload of the reply; fails with {@link XenStoreException} only
     */
    CompletableFuture<byte[]> submit(Request request);

    /** Sends a request and waits for the payload of its reply. */
    default byte[] call(Request request) throws XenStoreException {
        return await(submit(request));
    }

    /** Waits for the answer to a request that {@link #submit} sent. */
    static byte[] await(CompletableFuture<byte[]> reply) throws XenStoreException {
        try {
            return reply.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof XenStoreException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw XenStoreException.disconnected("request", "interrupted while waiting for the answer");
        }
    }

    /** The value of a node. */
    default byte[] read(String path) throws XenStoreException {
        return call(new Request.Read(path));
    }

    /** The value of a node, or empty if there is no such node. */
    default Optional<byte[]> find(String path) throws XenStoreException {
        try {
            return Optional.of(read(path));
        } catch (XenStoreException e) {
            return absent(e, Optional.empty());
        }
    }

    /** The value of a node as text, or empty if there is no such node. */
    default Optional<String> findText(String path) throws XenStoreException {
        return find(path).map(value -> new String(value, UTF_8));
    }

    /** Whether there is such a node. */
    default boolean exists(String path) throws XenStoreException {
        return find(path).isPresent();
    }

    /** The names of a node's children, in no order that means anything. */
    default List<String> list(String path) throws XenStoreException {
        return Listing.of(this, path);
    }

    /** The names of a node's children; none if there is no such node. */
    default List<String> listIfPresent(String path) throws XenStoreException {
        try {
            return list(path);
        } catch (XenStoreException e) {
            return absent(e, List.of());
        }
    }

    /** Sets a node's value; makes the node and its parents if need be. */
    default void write(String path, byte[] value) throws XenStoreException {
        call(new Request.Write(path, value));
    }

    /** Sets a node's value to a text, without a NUL at its end. */
    default void write(String path, String value) throws XenStoreException {
        write(path, value.getBytes(UTF_8));
    }

    /** Makes a node without a value, and its parents, if it is not there. */
    default void makeDirectory(String path) throws XenStoreException {
        call(new Request.MakeDirectory(path));
    }

    /** Removes a node and all below it; one that is not there is fine. */
    default void remove(String path) throws XenStoreException {
        try {
            call(new Request.Remove(path));
        } catch (XenStoreException e) {
            absent(e, path);
        }
    }

    /** A node's permissions, its owner first. */
    default List<Permission> permissions(String path) throws XenStoreException {
        byte[] reply = call(new Request.GetPermissions(path));
        return Listing.strings(reply, 0).stream().map(Permission::parse).toList();
    }

    /** Sets a node's permissions, its owner first; only for the owner and Dom0. */
    default void setPermissions(String path, List<Permission> permissions) throws XenStoreException {
        call(new Request.SetPermissions(path, permissions));
    }

    /** Where a domain's nodes are: {@code /local/domain/<domid>}. */
    default String domainPath(int domid) throws XenStoreException {
        return text(call(new Request.GetDomainPath(domid)));
    }

    /** Whether a domain is connected to XenStore; only for Dom0. */
    default boolean isIntroduced(int domid) throws XenStoreException {
        return text(call(new Request.IsDomainIntroduced(domid))).equals("T");
    }

    private static <T> T absent(XenStoreException e, T otherwise) throws XenStoreException {
        if (e.kind() == XenStoreException.Kind.NOT_FOUND) {
            return otherwise;
        }
        throw e;
    }

    /** A reply that is one string, without the NUL that some daemons leave off. */
    private static String text(byte[] reply) {
        int length = reply.length > 0 && reply[reply.length - 1] == 0 ? reply.length - 1 : reply.length;
        return new String(reply, 0, length, ISO_8859_1);
    }
}
