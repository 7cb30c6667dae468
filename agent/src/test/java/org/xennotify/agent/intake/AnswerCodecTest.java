package org.xennotify.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;

class AnswerCodecTest {
    private static String text(Outcome outcome) {
        return new String(AnswerCodec.encode(outcome), UTF_8);
    }

    @Test
    void answersAreAsTheContractHasThem() {
        assertThat(text(new Outcome.Accepted())).isEqualTo("{\"ok\":true}\n");
        assertThat(text(new Outcome.Answered("a\n".getBytes(UTF_8), 0)))
                .isEqualTo("{\"ok\":true,\"answer\":\"a\\n\"}\n");
        assertThat(text(new Outcome.Accepted(7))).isEqualTo("{\"ok\":true,\"sequence\":7}\n");
        assertThat(text(new Outcome.Answered(new byte[0], 7)))
                .isEqualTo("{\"ok\":true,\"sequence\":7,\"answer\":\"\"}\n");
        assertThat(text(new Outcome.Failed(Exit.TIMED_OUT, "no room.")))
                .isEqualTo("{\"ok\":false,\"error\":\"no room.\",\"exit\":3}\n");
    }

    @Test
    void aReportKeepsItsOrder() throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("state", "published");
        fields.put("port", 7L);
        fields.put("listener", true);
        Outcome.Report report = new Outcome.Report(fields);

        assertThat(text(report))
                .isEqualTo("{\"ok\":true,\"status\":{\"state\":\"published\",\"port\":7,\"listener\":true}}\n");
        assertThat(AnswerCodec.decode(AnswerCodec.encode(report))).isEqualTo(report);
    }

    @Test
    void whatANewerAgentAddsIsPassedOver() throws Exception {
        byte[] line = "{\"ok\":false,\"more\":{\"x\":[1]},\"error\":\"e\",\"exit\":42}".getBytes(UTF_8);

        assertThat(AnswerCodec.decode(line)).isEqualTo(new Outcome.Failed(Exit.FAILED, "e"));
    }

    @Property
    void anyAnswerIsReadAgain(@ForAll byte[] data, @ForAll @LongRange(min = 0) long sequence) throws Exception {
        Outcome outcome = AnswerCodec.decode(AnswerCodec.encode(new Outcome.Answered(data, sequence)));

        assertThat(((Outcome.Answered) outcome).data()).isEqualTo(data);
        assertThat(((Outcome.Answered) outcome).sequence()).isEqualTo(sequence);
    }
}
