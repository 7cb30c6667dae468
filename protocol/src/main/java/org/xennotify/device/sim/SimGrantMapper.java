package org.xennotify.device.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.xennotify.device.GrantMapper;
import org.xennotify.device.MappedPages;
import org.xennotify.device.SystemCallException;
import org.xennotify.device.sim.GrantMessage.Map;
import org.xennotify.device.sim.GrantMessage.Mapped;

/**
 * Maps pages of other simulated domains. A file can be seen as one piece of memory only as it lies: references that are
 * not those of consecutive pages of one grant are refused with EOPNOTSUPP.
 */
final class SimGrantMapper implements GrantMapper {
    private final SimGrants grants;

    SimGrantMapper(SimGrants grants) {
        this.grants = grants;
    }

    @Override
    public MappedPages map(int remoteDomain, int[] references, boolean writable) throws IOException {
        String operation = "map " + references.length + " pages of domain " + remoteDomain;
        Map request = new Map(
                remoteDomain, writable, Arrays.stream(references).boxed().toList());
        GrantMessage answer = call(request, operation);
        if (answer instanceof Mapped mapped) {
            return new Pages(
                    grants.new View(mapped.number(), mapped.file(), mapped.firstPage(), references.length, writable));
        }
        throw new IOException(operation + ": the simulated host answered " + answer);
    }

    private GrantMessage call(Map request, String operation) throws IOException {
        try {
            return grants.call(request, operation);
        } catch (SystemCallException e) {
            if (e.error().equals(SimError.EOPNOTSUPP.name())) {
                throw new SystemCallException(
                        operation + ", which are not consecutive pages of one grant: the simulated host cannot",
                        e.error());
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        grants.close();
    }

    private record Pages(SimGrants.View view) implements MappedPages {
        @Override
        public ByteBuffer memory() {
            return view.memory();
        }

        @Override
        public void clearOnRelease(int offset) throws IOException {
            view.onRelease(offset, 0);
        }

        @Override
        public void clearAndNotifyOnRelease(int offset, int port) throws IOException {
            view.onRelease(offset, port);
        }

        @Override
        public void close() throws IOException {
            view.release("give mapped pages back");
        }
    }
}
