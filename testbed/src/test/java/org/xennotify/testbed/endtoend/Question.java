package org.xennotify.testbed.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.xennotify.agent.outcome.Outcome;

/** What a walking guest has asked Dom0. */
record Question(int number, String type, CompletableFuture<Outcome> outcome) {
    /** Its handler says what it was told. */
    static final String GOOD = "app.good";

    /** Its handler fails. */
    static final String BAD = "app.bad";

    /** Whether its own handler has answered it; waits until somebody has, or it was given up. */
    boolean isAnswered() {
        Outcome answer = outcome.join();
        if (answer instanceof Outcome.Answered answered) {
            assertThat(type).isEqualTo(GOOD);
            assertThat(new String(answered.data(), UTF_8)).contains("\"data\":\"" + number + " ");
            return true;
        }
        return type.equals(BAD)
                && answer instanceof Outcome.Failed failed
                && failed.sentence().contains("handler ended with status 1");
    }
}
