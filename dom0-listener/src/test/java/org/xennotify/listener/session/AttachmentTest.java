package org.xennotify.listener.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.xennotify.event.Door;

class AttachmentTest {
    private static final Publication PUBLICATION =
            new Publication("0123456789abcdef", "", OptionalInt.of(7), OptionalLong.empty());

    private static final Link LINK = new Link() {
        @Override
        public Door door() {
            return Door.BELL;
        }

        @Override
        public Progress work() {
            return Progress.IDLE;
        }

        @Override
        public void withdraw() {}

        @Override
        public void close() {}
    };

    @Test
    void aPublicationIsOfferedAttachedDrainedAndGone() {
        Attachment.Offered offered = new Attachment.Gone().offered(PUBLICATION);
        Attachment.Attached attached = offered.attached(LINK);
        Attachment.Draining draining = attached.withdrawn();
        assertThat(draining.link()).isSameAs(LINK);
        assertThat(draining.drained().label()).isEqualTo("-");
        assertThat(attached.offer()).isEqualTo(PUBLICATION);
        assertThat(offered.withdrawn()).isEqualTo(draining.drained()).isEqualTo(attached.ended());
    }
}
