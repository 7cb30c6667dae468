package org.xennotify.listener.session;

/** What a look at a guest's publication finds. */
sealed interface Finding {

    /** No agent has published, or one is about to. */
    record Nothing() implements Finding {}

    /** It changed while it was read, so that a watch fires and one looks again. */
    record Unsteady() implements Finding {}

    /** {@code epoch} stands for it in the log, whatever it is. */
    record Unusable(String epoch, String reason) implements Finding {}

    record Usable(Publication publication) implements Finding {}
}
