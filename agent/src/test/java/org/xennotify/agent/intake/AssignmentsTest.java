package org.xennotify.agent.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.xennotify.agent.door.Submission;
import org.xennotify.event.EventType;

class AssignmentsTest {

    private static List<String> events(String datagram) {
        return Assignments.events(datagram.getBytes(UTF_8)).stream()
                .map(event -> event.type() + " " + new String(event.payload(), UTF_8))
                .toList();
    }

    @Test
    void shouldMakeAnEventOfEachAssignmentInItsOrder() {
        assertThat(events("READY=1\nSTATUS=listening on 80 = http\nMAINPID=4711\n"))
                .containsExactly(
                        "sd-notify.ready ", "sd-notify.status listening on 80 = http", "sd-notify.mainpid 4711");
        assertThat(events("STOPPING=1\nRELOADING=1\nWATCHDOG=1\nWATCHDOG=trigger"))
                .containsExactly(
                        "sd-notify.stopping ",
                        "sd-notify.reloading ",
                        "sd-notify.watchdog ",
                        "sd-notify.watchdog-trigger ");
        assertThat(events("ERRNO=2\nBUSERROR=org.a.B\nEXIT_STATUS=3"))
                .containsExactly("sd-notify.errno 2", "sd-notify.buserror org.a.B", "sd-notify.exit-status 3");
    }

    @Test
    void shouldTakeTheTextOfAStatusAsItIs() {
        assertThat(events("STATUS=grüße \"x\"\\")).containsExactly("sd-notify.status grüße \"x\"\\");
        assertThat(events("STATUS=")).containsExactly("sd-notify.status ");
    }

    @Test
    void shouldIgnoreWhatIsForAServiceManagerOnly() {
        assertThat(events("FDSTORE=1\nFDNAME=a\nBARRIER=1\nMONOTONIC_USEC=5\nEXTEND_TIMEOUT_USEC=5\nX_MINE=1"))
                .isEmpty();
        assertThat(events("READY=0\nREADY\n=1\nstatus=a\n STATUS=a\n\n\n")).isEmpty();
        assertThat(events("")).isEmpty();
    }

    @Property
    void shouldMakeValidEventsOfAnyBytes(@ForAll @Size(max = 300) byte[] bytes) {
        for (byte[] datagram : List.of(bytes, ("STATUS=" + new String(bytes, ISO_8859_1)).getBytes(ISO_8859_1))) {
            for (Submission event : Assignments.events(datagram)) {
                assertThat(EventType.check(event.type())).startsWith("sd-notify.");
                assertThat(event.payload().length).isLessThanOrEqualTo(datagram.length);
                assertThat(event.patience().drop()).isTrue();
            }
        }
    }
}
