package org.xennotify.listener.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EventTextTest {
    private static final String EVENT = "{\"type\":\"app.ready\",\"subject\":\"web-1\",\"xendomid\":3,"
            + "\"xenreceived\":\"2026-11-28T05:12:13.123456789Z\",\"data\":\"listening\\non \\u001b[31mport 80\"}";

    private final EventText plain = new EventText(ZoneOffset.ofHours(1), false);

    private static String brief(EventText text, String event, int width) throws IOException {
        return text.brief(new ObjectMapper().readTree(event), width);
    }

    @Test
    void shouldShowTimeGuestTypeAndDataInOneLine() throws IOException {
        assertThat(brief(plain, EVENT, 80))
                .isEqualTo("06:12:13.123  web-1         app.ready         listening\\non \\u001b[31mport 80");
        assertThat(brief(plain, EVENT, 56)).isEqualTo("06:12:13.123  web-1         app.ready         listening…");
    }

    @Test
    void shouldBeWholeInAPipe() throws IOException {
        String text = plain.whole(new ObjectMapper().readTree(EVENT.replace("port 80", "x".repeat(500))));
        assertThat(text).startsWith("2026-11-28T05:12:13.123456789Z  web-1 ").endsWith("x".repeat(500));
    }

    @Test
    void shouldNameAGuestWithoutANameByItsDomid() throws IOException {
        assertThat(brief(plain, EVENT.replace("\"subject\":\"web-1\",", ""), 30))
                .contains("  3  ");
    }

    @Test
    void shouldSayThatDataIsBinary() throws IOException {
        assertThat(brief(plain, EVENT.replaceAll("\"data\":.*", "\"data_base64\":\"AAEC\"}"), 80))
                .endsWith("base64 AAEC");
    }

    @Test
    void shouldNotCountColours() throws IOException {
        EventText coloured = new EventText(ZoneOffset.ofHours(1), true);
        for (int width : new int[] {1, 13, 20, 40, 60, 80}) {
            assertThat(brief(coloured, EVENT, width)
                            .replaceAll("\u001b\\[[0-9;]*m", "")
                            .stripTrailing())
                    .isEqualTo(brief(plain, EVENT, width))
                    .hasSizeLessThanOrEqualTo(width);
        }
    }
}
