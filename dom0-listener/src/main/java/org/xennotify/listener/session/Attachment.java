package org.xennotify.listener.session;

import java.util.Optional;

/** How far one publication has come; each state offers only the moves that are legal. */
sealed interface Attachment {

    /** How the state is called in tables. */
    String label();

    /** What it is attached to, or may be soon. */
    Optional<Publication> publication();

    /** Published and not bound: bound soon, or never. */
    record Offered(Publication offer) implements Attachment {
        Attached attached(Link link) {
            return new Attached(offer, link);
        }

        Gone withdrawn() {
            return new Gone();
        }

        @Override
        public Optional<Publication> publication() {
            return Optional.of(offer);
        }

        @Override
        public String label() {
            return "offered";
        }
    }

    /** Bound. */
    record Attached(Publication offer, Link link) implements Attachment {
        Draining withdrawn() {
            return new Draining(link);
        }

        Gone ended() {
            return new Gone();
        }

        @Override
        public Optional<Publication> publication() {
            return Optional.of(offer);
        }

        @Override
        public String label() {
            return "attached";
        }
    }

    /** No longer published, and its last events not yet taken. */
    record Draining(Link link) implements Attachment {
        Gone drained() {
            return new Gone();
        }

        @Override
        public Optional<Publication> publication() {
            return Optional.empty();
        }

        @Override
        public String label() {
            return "draining";
        }
    }

    /** Nothing is left of it. */
    record Gone() implements Attachment {
        Offered offered(Publication offer) {
            return new Offered(offer);
        }

        @Override
        public Optional<Publication> publication() {
            return Optional.empty();
        }

        @Override
        public String label() {
            return "-";
        }
    }
}
