package org.xennotify.xenstore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists a node's children. A list that does not fit a reply is refused with E2BIG by the C daemon and fetched in parts;
 * oxenstored sends it whole on Dom0's socket, and refuses it to guests.
 */
final class Listing {
    private static final int ATTEMPTS = 3;

    private Listing() {}

    static List<String> of(XenStore store, String path) throws XenStoreException {
        try {
            return strings(store.call(new Request.Directory(path)), 0);
        } catch (XenStoreException e) {
            if (!e.error().equals("E2BIG")) {
                throw e;
            }
            return inParts(store, path, e);
        }
    }

    private static List<String> inParts(XenStore store, String path, XenStoreException tooLong)
            throws XenStoreException {
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Optional<List<String>> names = oneGeneration(store, path);
                if (names.isPresent()) {
                    return names.get();
                }
            }
        } catch (XenStoreException e) {
            throw e.kind() == XenStoreException.Kind.UNSUPPORTED ? tooLong : e;
        }
        throw XenStoreException.answered("DIRECTORY_PART " + path, "EAGAIN");
    }

    /** All parts, or empty if the node changed between two of them. */
    private static Optional<List<String>> oneGeneration(XenStore store, String path) throws XenStoreException {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        String generation = "";
        boolean complete = false;
        while (!complete) {
            byte[] part = store.call(new Request.DirectoryPart(path, names.size()));
            int start = endOfString(part, 0) + 1;
            String current = new String(part, 0, start - 1, ISO_8859_1);
            if (names.size() > 0 && !current.equals(generation)) {
                return Optional.empty();
            }
            generation = current;
            complete = isLast(part, start);
            names.write(part, Math.min(start, part.length), Math.max(part.length - start, 0));
        }
        return Optional.of(strings(names.toByteArray(), 0));
    }

    /** The last part ends with an empty string; one that brings nothing would be asked for again for ever. */
    private static boolean isLast(byte[] part, int start) {
        int length = part.length - start;
        return length <= 1 || (part[part.length - 1] == 0 && part[part.length - 2] == 0);
    }

    /** The strings in a payload, each ended by NUL; empty ones left out. */
    static List<String> strings(byte[] payload, int from) {
        List<String> strings = new ArrayList<>();
        int start = from;
        while (start < payload.length) {
            int end = endOfString(payload, start);
            if (end > start) {
                strings.add(new String(payload, start, end - start, ISO_8859_1));
            }
            start = end + 1;
        }
        return strings;
    }

    private static int endOfString(byte[] payload, int from) {
        int at = from;
        while (at < payload.length && payload[at] != 0) {
            at++;
        }
        return at;
    }
}
