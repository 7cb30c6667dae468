package org.xennotify.listener.session;

/** How far one publication has come; each state offers only the moves that are legal. */
sealed interface Attachment {

    /** How the state is called in tables. */
    String label();

    /** Published and not bound: bound soon, or never. */
    record Offered(Publication publication) implements Attachment {
        Attached attached(Bell bell) {
            return new Attached(publication, bell);
        }

        Gone withdrawn() {
            return new Gone();
        }

        @Override
        public String label() {
            return "offered";
        }
    }

    /** Bound. */
    record Attached(Publication publication, Bell bell) implements Attachment {
        Draining withdrawn() {
            return new Draining(bell);
        }

        @Override
        public String label() {
            return "attached";
        }
    }

    /** No longer published, and its last wake-up not yet taken. */
    record Draining(Bell bell) implements Attachment {
        Gone drained() {
            return new Gone();
        }

        @Override
        public String label() {
            return "draining";
        }
    }

    /** Nothing is left of it. */
    record Gone() implements Attachment {
        Offered offered(Publication publication) {
            return new Offered(publication);
        }

        @Override
        public String label() {
            return "-";
        }
    }
}
