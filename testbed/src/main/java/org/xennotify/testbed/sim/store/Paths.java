package org.xennotify.testbed.sim.store;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of node names, from xenstored's is_valid_nodename. */
final class Paths {
    static final String ROOT = "/";

    private static final Pattern ALLOWED = Pattern.compile("/|(/[A-Za-z0-9_@-]+)+");
    private static final Pattern DOMAIN = Pattern.compile("/local/domain/[0-9]{1,5}/");

    private Paths() {}

    static String domain(int domid) {
        return "/local/domain/" + domid;
    }

    /** Whether this may be a node: of the right characters, and at most so long below the domain's own node. */
    static boolean valid(String path, int maxLength) {
        Matcher domain = DOMAIN.matcher(path);
        int prefix = domain.lookingAt() ? domain.end() : 0;
        return path.length() <= prefix + maxLength && ALLOWED.matcher(path).matches();
    }

    static boolean special(String path) {
        return path.startsWith("@");
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? ROOT : path.substring(0, slash);
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String child(String path, String name) {
        return path.equals(ROOT) ? ROOT + name : path + "/" + name;
    }

    /** The node and everything above it, the root last. */
    static List<String> upwards(String path) {
        List<String> all = new ArrayList<>(List.of(path));
        String above = path;
        while (!above.equals(ROOT) && !special(above)) {
            above = parent(above);
            all.add(above);
        }
        return all;
    }

    /** How many levels a node is below another that is above it, or the same. */
    static int levels(String path, String above) {
        String below = path.substring(above.equals(ROOT) && !path.equals(ROOT) ? 0 : above.length());
        return (int) below.chars().filter(character -> character == '/').count();
    }
}
