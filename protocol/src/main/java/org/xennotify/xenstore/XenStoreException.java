package org.xennotify.xenstore;

import java.io.IOException;
import java.util.Locale;

/** XenStore refused a request, or could not be asked. */
public final class XenStoreException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What a caller may want to tell apart. */
    public enum Kind {
        /** There is no such node. */
        NOT_FOUND,
        /** Another commit came between: try the transaction again. */
        CONFLICT,
        /** A quota is reached: of nodes, watches, transactions or bytes. */
        FULL,
        /** Not for this domain to do. */
        DENIED,
        /** The request was malformed: a bad path or number. */
        INVALID,
        /** The daemon does not know this request. */
        UNSUPPORTED,
        /** The connection is lost or closed; nobody knows whether the request was carried out. */
        DISCONNECTED,
        /** Anything else; see the name. */
        OTHER
    }

    private final Kind kind;
    private final String error;

    private XenStoreException(Kind kind, String error, String message) {
        super(message);
        this.kind = kind;
        this.error = error;
    }

    /**
     * The daemon's answer.
     *
     * @param operation what was asked, e.g. {@code READ /local/domain/3/name}
     * @param error the name of the error on the wire, known or not
     */
    public static XenStoreException answered(String operation, String error) {
        return new XenStoreException(kind(error), error, "XenStore " + operation + ": " + error);
    }

    /** Within a transaction, what was read before holds no longer: it has met another commit, whatever the daemon says. */
    public static XenStoreException overtaken(String operation) {
        return new XenStoreException(
                Kind.CONFLICT, "EAGAIN", "XenStore " + operation + ": overtaken by another commit");
    }

    static XenStoreException disconnected(String operation, String reason) {
        return new XenStoreException(Kind.DISCONNECTED, "EIO", "XenStore " + operation + ": " + reason);
    }

    private static Kind kind(String error) {
        return switch (error.toUpperCase(Locale.ROOT)) {
            case "ENOENT" -> Kind.NOT_FOUND;
            case "EAGAIN" -> Kind.CONFLICT;
            case "ENOSPC", "E2BIG", "EQUOTA", "ENOMEM" -> Kind.FULL;
            case "EACCES", "EPERM" -> Kind.DENIED;
            case "EINVAL" -> Kind.INVALID;
            case "ENOSYS" -> Kind.UNSUPPORTED;
            default -> Kind.OTHER;
        };
    }

    public Kind kind() {
        return kind;
    }

    /** The name of the error as the daemon wrote it, e.g. {@code ENOENT}. */
    public String error() {
        return error;
    }
}
