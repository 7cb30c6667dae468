package org.xennotify.agent.door;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xennotify.agent.memory.MemoryXen;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.event.RecordDecoder;
import org.xennotify.event.RecordEncoder;
import org.xennotify.event.Reply;

class TrapDoorTest {
    private static final int STATUS = 8;
    private static final int RECORD = 16;

    private final MemoryXen xen = new MemoryXen();
    private final List<String> heard = new ArrayList<>();
    private TrapDoor door;

    @BeforeEach
    void open() throws Exception {
        door = TrapDoor.open(xen);
    }

    @AfterEach
    void close() {
        door.close();
    }

    private Outcome send(String type, byte[] payload) {
        return door.send(new Submission(type, payload, new Patience(Duration.ZERO, false, Duration.ofSeconds(1))));
    }

    private Outcome send(String type, String payload) {
        return send(type, payload.getBytes(UTF_8));
    }

    private void listen(int status) {
        xen.processor().onTrap(block -> hear(block, status));
    }

    private void listen(int status, Reply reply) {
        xen.processor().onTrap(block -> {
            hear(block, status);
            block.clear().position(RECORD);
            block.put(new RecordEncoder(4080).reply(reply, 1, 0));
        });
    }

    private void hear(ByteBuffer block, int status) {
        RecordDecoder record = new RecordDecoder(4080);
        assertThat(block.clear().position(RECORD).order()).isNotNull();
        assertThat(record.decode(block)).isEqualTo(RecordDecoder.Result.COMPLETE);
        byte[] text = new byte[record.typeLength() + record.payloadLength()];
        block.get(record.typeOffset(), text);
        heard.add(record.sequence() + " " + new String(text, US_ASCII));
        block.putInt(STATUS, status);
    }

    @Test
    void shouldHandEventsOver() {
        listen(1);

        assertThat(send("lab.first", " one")).isEqualTo(new Outcome.Accepted(1));
        assertThat(send("lab.second", "")).isEqualTo(new Outcome.Accepted(2));

        assertThat(heard).containsExactly("1 lab.first one", "2 lab.second");
    }

    @Test
    void shouldTellTheAnswer() {
        listen(1, new Reply(true, "21".getBytes(UTF_8)));

        assertThat(send("lab.sum", "17 + 4"))
                .isInstanceOfSatisfying(
                        Outcome.Answered.class,
                        answered -> assertThat(answered.data()).asString().isEqualTo("21"));
    }

    @Test
    void shouldTellAFailedHandlersWords() {
        listen(4, new Reply(false, "no such volume\n".getBytes(UTF_8)));

        assertThat(send("lab.fails", "")).isEqualTo(new Outcome.Failed(Exit.FAILED, "Dom0 answered: no such volume"));
    }

    @Test
    void shouldNotTakeTheAnswerOfAnEarlierEvent() {
        listen(1, new Reply(true, "21".getBytes(UTF_8)));
        send("lab.sum", "17 + 4");
        listen(1);

        assertThat(send("lab.quiet", "")).isEqualTo(new Outcome.Accepted(2));
    }

    @ParameterizedTest
    @CsvSource({"0, nobody", "2, refused", "3, malformed", "4, handler failed", "5, nobody"})
    void shouldSayWhatBecameOfAnEventThatWasNotHandled(int status, String word) {
        listen(status);

        assertThat(send("lab.word", ""))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.sentence()).contains(word));
    }

    @Test
    void shouldRefuseWhatABlockCannotHold() {
        listen(1);

        assertThat(send("lab.large", new byte[4096 - 40 - 9])).isEqualTo(new Outcome.Accepted(1));
        assertThat(send("lab.large", new byte[4096 - 40 - 8]))
                .isEqualTo(new Outcome.Failed(
                        Exit.FAILED, "by a trap an event of this type has at most 4047 bytes of data."));
        assertThat(send("no type", "")).isInstanceOf(Outcome.Failed.class);
        assertThat(heard).hasSize(1);
    }
}
