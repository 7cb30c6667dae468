package org.xennotify.listener.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.device.EventChannelReader;
import org.xennotify.device.VcpuState;
import org.xennotify.listener.discovery.GuestId;
import org.xennotify.listener.fake.FakeHost;
import org.xennotify.listener.fake.FakeHypervisor;
import org.xennotify.listener.fake.FakeMonitors;

@Timeout(60)
class LeftoversTest {
    private static final int DOMID = 3;
    private static final GuestId GUEST = new GuestId(DOMID, FakeHost.uuid(DOMID));

    @TempDir
    Path run;

    private FakeHost host;
    private FakeHypervisor hypervisor;
    private FakeMonitors monitors;
    private MonitorNotes notes;
    private EventChannelReader channels;

    @BeforeEach
    void open() {
        host = new FakeHost(run);
        host.create(DOMID);
        hypervisor = host.hypervisor();
        monitors = hypervisor.monitors();
        notes = new MonitorNotes(run);
        channels = EventChannelReader.start(host.channels(), e -> {});
        for (int vcpu = 0; vcpu < 20; vcpu++) {
            hypervisor.put(vcpu, new VcpuState(0, 0, 0, 0, 0, 0));
        }
    }

    @AfterEach
    void shouldHaveGivenEverythingBack() throws IOException {
        assertThat(monitors.mapped()).isZero();
        assertThat(host.channels().bound()).isZero();
        channels.close();
    }

    private void release() throws IOException {
        new Leftovers(notes, hypervisor, channels).release(host.openDomains());
    }

    @Test
    void shouldReleaseEveryVirtualCpuThatWaitsForADeadListener() throws IOException {
        notes.write(GUEST);
        monitors.leaveBehind(DOMID, 0);
        monitors.leaveBehind(DOMID, 7);
        monitors.leaveBehind(DOMID, 19);
        release();
        assertThat(monitors.isWaiting(DOMID, 0)).isFalse();
        assertThat(monitors.isWaiting(DOMID, 7)).isFalse();
        assertThat(monitors.isWaiting(DOMID, 19)).isFalse();
        assertThat(monitors.done())
                .endsWith("end 3", "enable 3", "end 3", "close")
                .doesNotContain("listen true");
        assertThat(run.resolve("monitors")).isEmptyDirectory();
    }

    @Test
    void shouldUnpauseADomainThatWasPausedForAnAnswer() throws IOException {
        notes.write(GUEST).paused(true);
        monitors.leaveBehind(DOMID, 0);
        hypervisor.pause(DOMID);
        release();
        assertThat(hypervisor.isPaused(DOMID)).isFalse();
    }

    @Test
    void shouldNotUnpauseADomainThatSomebodyElseHasPaused() throws IOException {
        notes.write(GUEST).paused(true);
        notes.write(GUEST).paused(false);
        hypervisor.pause(DOMID);
        release();
        assertThat(hypervisor.isPaused(DOMID)).isTrue();
    }

    @Test
    void shouldSurviveANoteOfAPauseThatNeverCame() throws IOException {
        notes.write(GUEST).paused(true);
        release();
        assertThat(hypervisor.isPaused(DOMID)).isFalse();
        assertThat(run.resolve("monitors")).isEmptyDirectory();
    }

    @Test
    void shouldLeaveAnotherProgramsMonitorAlone() throws IOException {
        monitors.leaveBehind(DOMID, 0);
        release();
        assertThat(monitors.isWaiting(DOMID, 0)).isTrue();
        assertThat(monitors.done()).containsExactly("enable 3");
    }

    @Test
    void shouldForgetADomainThatIsGoneAndNotTakeAnotherForIt() throws IOException {
        notes.write(new GuestId(DOMID, FakeHost.uuid(4)));
        notes.write(new GuestId(5, FakeHost.uuid(5)));
        release();
        assertThat(monitors.done()).isEmpty();
        assertThat(run.resolve("monitors")).isEmptyDirectory();
    }

    @Test
    void shouldOnlyReadWhatIsANote() throws IOException {
        notes.write(GUEST).remove();
        Files.createFile(run.resolve("monitors/3.nonsense"));
        Files.createFile(run.resolve("monitors/0." + GUEST.uuid()));
        assertThat(notes.left()).isEmpty();
        release();
        assertThat(monitors.done()).isEmpty();
    }
}
