package org.xennotify.agent.publication;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** How the agent stands with Dom0. */
sealed interface Standing {

    /** In one word, for a person. */
    String name();

    /** Where Dom0 reaches this guest, or why it does not. */
    String where();

    /** What Dom0 reaches; empty: nothing. */
    default Optional<Published> published() {
        return Optional.empty();
    }

    /** For a person who wants to know. */
    default Map<String, Object> report() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("state", name());
        fields.put("why", where());
        fields.put("doors", "store");
        return fields;
    }

    /**
     * Nothing is published, but should be.
     *
     * @param trouble what went wrong at the last attempt; empty if there was none
     */
    record Outstanding(String trouble) implements Standing {
        @Override
        public String name() {
            return "not published";
        }

        @Override
        public String where() {
            return "nothing is published: " + trouble;
        }
    }

    /**
     * Dom0 has asked for no event channel, and is to read what is in the ring before that is given up.
     *
     * @param last what is still published
     * @param drained completes when it has, or nobody is there to read
     * @param deadline for how long that is waited for, in nanoseconds of {@link System#nanoTime}
     */
    record Draining(Published last, CompletableFuture<Void> drained, long deadline) implements Standing {

        boolean isOver() {
            return drained.isDone() || System.nanoTime() - deadline >= 0;
        }

        @Override
        public Optional<Published> published() {
            return Optional.of(last);
        }

        @Override
        public String name() {
            return "draining";
        }

        @Override
        public String where() {
            return "Dom0 asks for no event channel, once it has read the ring";
        }
    }

    /** Dom0 has asked for no event channel. */
    record Quiesced() implements Standing {
        @Override
        public String name() {
            return "quiesced";
        }

        @Override
        public String where() {
            return "Dom0 asks for no event channel";
        }
    }

    /** The agent ends. */
    record Stopped() implements Standing {
        @Override
        public String name() {
            return "stopped";
        }

        @Override
        public String where() {
            return "the agent is stopping";
        }
    }

    /**
     * Dom0 has been told.
     *
     * @param epoch 16 lower-case hex digits
     * @param domid the domid at that time
     * @param endpoint holds port and ring
     * @param since when, in nanoseconds of {@link System#nanoTime}
     */
    record Published(String epoch, Optional<String> domid, Endpoint endpoint, long since) implements Standing {

        /** Whether the domain was saved and restored since; its ports are then not to be touched any more. */
        boolean isFromBeforeResume(Surroundings now) {
            return !now.domid().equals(domid) || now.epoch().isEmpty();
        }

        /** Whether another agent has published since. */
        boolean isReplaced(Surroundings now) {
            return now.epoch().filter(other -> !other.equals(epoch)).isPresent();
        }

        @Override
        public Optional<Published> published() {
            return Optional.of(this);
        }

        @Override
        public String name() {
            return "published";
        }

        @Override
        public String where() {
            return "epoch " + epoch + ", port " + endpoint.port() + ", domain " + domain() + ", " + what();
        }

        private String what() {
            return endpoint.hasRing() ? "a ring of " + ringSize() + " bytes" : "a bell";
        }

        private long ringSize() {
            return endpoint.vchan().writableSize();
        }

        private String domain() {
            return Text.printable(domid.orElse("unknown"));
        }

        @Override
        public Map<String, Object> report() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("state", name());
            fields.put("epoch", epoch);
            fields.put("port", (long) endpoint.port());
            fields.put("domid", domain());
            fields.put("doors", endpoint.hasRing() ? "ring, store" : "bell, store");
            if (endpoint.hasRing()) {
                fields.put("ring", ringSize());
            } else {
                fields.put("no-ring", endpoint.whyNoRing());
            }
            if (!endpoint.whyNotHeld().isEmpty()) {
                fields.put("no-holder", endpoint.whyNotHeld());
            }
            return fields;
        }
    }
}
