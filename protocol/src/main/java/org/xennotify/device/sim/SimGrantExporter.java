package org.xennotify.device.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.xennotify.device.GrantExporter;
import org.xennotify.device.GrantedPages;
import org.xennotify.device.sim.GrantMessage.Share;
import org.xennotify.device.sim.GrantMessage.Shared;

/** Shares pages of a simulated domain. */
final class SimGrantExporter implements GrantExporter {
    private final SimGrants grants;

    SimGrantExporter(SimGrants grants) {
        this.grants = grants;
    }

    @Override
    public GrantedPages grant(int remoteDomain, int count) throws IOException {
        String operation = "share " + count + " pages with domain " + remoteDomain;
        GrantMessage answer = grants.call(new Share(remoteDomain, count), operation);
        if (answer instanceof Shared shared) {
            SimGrants.View view = grants.new View(shared.number(), shared.number(), 0, count, true);
            return new Pages(view, shared.references());
        }
        throw new IOException(operation + ": the simulated host answered " + answer);
    }

    @Override
    public void close() throws IOException {
        grants.close();
    }

    private record Pages(SimGrants.View view, List<Integer> references) implements GrantedPages {
        @Override
        public ByteBuffer memory() {
            return view.memory();
        }

        @Override
        public int reference(int page) {
            return references.get(page);
        }

        @Override
        public void clearOnRelease(int offset) throws IOException {
            view.onRelease(offset, 0);
        }

        @Override
        public void close() throws IOException {
            view.release("stop sharing pages");
        }
    }
}
