package org.xennotify.listener.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.xennotify.device.EventChannelReader;
import org.xennotify.listener.fake.FakeChannels;

class AttachmentTest {
    private static final Publication PUBLICATION =
            new Publication("0123456789abcdef", "", OptionalInt.of(7), OptionalLong.empty());

    @Test
    void aPublicationIsOfferedAttachedDrainedAndGone() throws IOException {
        FakeChannels channels = new FakeChannels();
        channels.offer(3, 7);
        try (EventChannelReader reader = EventChannelReader.start(channels, e -> {})) {
            Attachment.Offered offered = new Attachment.Gone().offered(PUBLICATION);
            Attachment.Attached attached = offered.attached(Bell.bind(reader, 3, 7, () -> {}));
            Attachment.Draining draining = attached.withdrawn();
            assertThat(draining.drained().label()).isEqualTo("-");
            assertThat(attached.publication()).isEqualTo(PUBLICATION);
            assertThat(offered.withdrawn()).isInstanceOf(Attachment.Gone.class);
        }
    }
}
