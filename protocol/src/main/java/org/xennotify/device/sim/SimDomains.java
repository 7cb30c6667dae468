package org.xennotify.device.sim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.xennotify.device.Domain;
import org.xennotify.device.Domains;

/** The list of domains of a simulated host: one line a domain, {@code <domid> <uuid> <state> <name>}. */
final class SimDomains implements Domains {
    private final SimToolstack toolstack;

    SimDomains(SimToolstack toolstack) {
        this.toolstack = toolstack;
    }

    @Override
    public List<Domain> list() throws IOException {
        List<Domain> domains = new ArrayList<>();
        for (String line : toolstack.ask("list")) {
            domains.add(parse(line));
        }
        return domains;
    }

    private static Domain parse(String line) throws IOException {
        String[] fields = line.split(" ", 4);
        if (fields.length < 3) {
            throw new IOException("list: the simulated host answered '" + line + "'");
        }
        boolean ended = fields[2].equals("shutdown") || fields[2].equals("dying");
        return new Domain(Integer.parseInt(fields[0]), UUID.fromString(fields[1]), ended);
    }

    @Override
    public void close() {
        toolstack.close();
    }
}
