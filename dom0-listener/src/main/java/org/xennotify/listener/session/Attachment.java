package org.xennotify.listener.session;

import java.util.Optional;

/** How far one publication has come; each state offers only the moves that are legal. */
sealed interface Attachment {

    /** How the state is called in tables. */
    String label();

    /** The publication that this is all about, as long as it may still stand. */
    Optional<Publication> publication();

    /** Published and not bound: bound soon, or never. */
    record Offered(Publication offer) implements Attachment {
        Attached attached(Link link) {
            return new Attached(offer, link);
        }

        /** It is no honest one: nothing is tried with it again. */
        Gone rejected() {
            return new Gone(publication());
        }

        Gone withdrawn() {
            return new Gone(Optional.empty());
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

        /** The guest's end is gone, or no honest one, and the publication still stands. */
        Gone ended() {
            return new Gone(publication());
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
            return new Gone(Optional.empty());
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

    /** Nothing is left of it; {@code publication} is one that stands and is not attached to again. */
    record Gone(Optional<Publication> publication) implements Attachment {
        Offered offered(Publication offer) {
            return new Offered(offer);
        }

        Gone withdrawn() {
            return new Gone(Optional.empty());
        }

        @Override
        public String label() {
            return publication.isEmpty() ? "-" : "ended";
        }
    }
}
