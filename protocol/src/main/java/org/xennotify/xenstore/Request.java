package org.xennotify.xenstore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a client may ask of XenStore; one record a message, under XenStore's own name. Paths are absolute, or relative to
 * the asking domain's own {@code /local/domain/<domid>}.
 */
public sealed interface Request {

    /** The message's number. */
    MessageType type();

    /** The message's payload, as xs_wire.h describes it. */
    byte[] payload();

    record Directory(String path) implements Request {
        @Override
        public MessageType type() {
            return MessageType.DIRECTORY;
        }

        @Override
        public byte[] payload() {
            return strings(path);
        }
    }

    record DirectoryPart(String path, int offset) implements Request {
        @Override
        public MessageType type() {
            return MessageType.DIRECTORY_PART;
        }

        @Override
        public byte[] payload() {
            return strings(path, Integer.toString(offset));
        }
    }

    record Read(String path) implements Request {
        @Override
        public MessageType type() {
            return MessageType.READ;
        }

        @Override
        public byte[] payload() {
            return strings(path);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // made once, sent, never compared
    record Write(String path, byte[] value) implements Request {
        @Override
        public MessageType type() {
            return MessageType.WRITE;
        }

        @Override
        public byte[] payload() {
            byte[] head = strings(path);
            byte[] payload = Arrays.copyOf(head, head.length + value.length);
            System.arraycopy(value, 0, payload, head.length, value.length);
            return payload;
        }
    }

    record MakeDirectory(String path) implements Request {
        @Override
        public MessageType type() {
            return MessageType.MKDIR;
        }

        @Override
        public byte[] payload() {
            return strings(path);
        }
    }

    record Remove(String path) implements Request {
        @Override
        public MessageType type() {
            return MessageType.RM;
        }

        @Override
        public byte[] payload() {
            return strings(path);
        }
    }

    record GetPermissions(String path) implements Request {
        @Override
        public MessageType type() {
            return MessageType.GET_PERMS;
        }

        @Override
        public byte[] payload() {
            return strings(path);
        }
    }

    record SetPermissions(String path, List<Permission> permissions) implements Request {
        @Override
        public MessageType type() {
            return MessageType.SET_PERMS;
        }

        @Override
        public byte[] payload() {
            StringBuilder text = new StringBuilder(path).append('\0');
            permissions.forEach(permission -> text.append(permission).append('\0'));
            return text.toString().getBytes(ISO_8859_1);
        }
    }

    /** Watches a path; {@code depth} says how far below it, where the daemon knows watch depths. */
    record Watch(String path, String token, OptionalInt depth) implements Request {
        @Override
        public MessageType type() {
            return MessageType.WATCH;
        }

        @Override
        public byte[] payload() {
            return depth.isPresent() ? strings(path, token, Integer.toString(depth.getAsInt())) : strings(path, token);
        }
    }

    record Unwatch(String path, String token) implements Request {
        @Override
        public MessageType type() {
            return MessageType.UNWATCH;
        }

        @Override
        public byte[] payload() {
            return strings(path, token);
        }
    }

    /** Drops all watches and transactions of the connection; never to be sent through a guest's kernel. */
    record ResetWatches() implements Request {
        @Override
        public MessageType type() {
            return MessageType.RESET_WATCHES;
        }

        @Override
        public byte[] payload() {
            return strings("");
        }
    }

    record TransactionStart() implements Request {
        @Override
        public MessageType type() {
            return MessageType.TRANSACTION_START;
        }

        @Override
        public byte[] payload() {
            return strings("");
        }
    }

    record TransactionEnd(boolean commit) implements Request {
        @Override
        public MessageType type() {
            return MessageType.TRANSACTION_END;
        }

        @Override
        public byte[] payload() {
            return strings(commit ? "T" : "F");
        }
    }

    record GetDomainPath(int domid) implements Request {
        @Override
        public MessageType type() {
            return MessageType.GET_DOMAIN_PATH;
        }

        @Override
        public byte[] payload() {
            return strings(Integer.toString(domid));
        }
    }

    record IsDomainIntroduced(int domid) implements Request {
        @Override
        public MessageType type() {
            return MessageType.IS_DOMAIN_INTRODUCED;
        }

        @Override
        public byte[] payload() {
            return strings(Integer.toString(domid));
        }
    }

    record GetFeature() implements Request {
        @Override
        public MessageType type() {
            return MessageType.GET_FEATURE;
        }

        @Override
        public byte[] payload() {
            return strings(""); // oxenstored answers an empty payload only when more bytes come
        }
    }

    record GetQuota(String name) implements Request {
        @Override
        public MessageType type() {
            return MessageType.GET_QUOTA;
        }

        @Override
        public byte[] payload() {
            return strings(name);
        }
    }

    // A path has only ASCII characters; any other byte goes through unharmed and is refused by the daemon.
    private static byte[] strings(String... parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(part).append('\0');
        }
        return text.toString().getBytes(ISO_8859_1);
    }
}
