package org.xennotify.listener.pause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.device.Domain;
import org.xennotify.device.UnavailableException;
import org.xennotify.listener.fake.FakeHypervisor;

class PausesTest {
    private static final UUID GUEST = new UUID(0x1234, 3);
    private static final UUID ANOTHER = new UUID(0x1234, 4);

    @TempDir
    Path run;

    private final FakeHypervisor hypervisor = new FakeHypervisor();

    private Pauses start() {
        return new Pauses(() -> hypervisor, run);
    }

    private List<String> notes() throws IOException {
        Path directory = run.resolve("paused");
        return Files.isDirectory(directory) ? List.of(directory.toFile().list()) : List.of();
    }

    private static Domain domain(UUID uuid, boolean ended) {
        return new Domain(3, uuid, ended);
    }

    @Test
    void shouldPauseUntilClosedAndLeaveANoteMeanwhile() throws IOException {
        Pauses pauses = start();
        Pause pause = pauses.hold(3, GUEST);
        assertThat(hypervisor.pauses(3)).isEqualTo(1);
        assertThat(notes()).containsExactly("3." + GUEST);
        pause.close();
        assertThat(hypervisor.pauses(3)).isZero();
        assertThat(notes()).isEmpty();
    }

    @Test
    void shouldLetADomainGoOnWhenTheLastHasFinished() throws IOException {
        Pauses pauses = start();
        Pause first = pauses.hold(3, GUEST);
        Pause second = pauses.hold(3, GUEST);
        assertThat(hypervisor.pauses(3)).isEqualTo(1);
        first.close();
        first.close(); // counts once
        assertThat(hypervisor.pauses(3)).isEqualTo(1);
        second.close();
        assertThat(hypervisor.pauses(3)).isZero();
    }

    @Test
    void shouldKeepDomainsApart() throws IOException {
        Pauses pauses = start();
        Pause one = pauses.hold(3, GUEST);
        Pause other = pauses.hold(4, ANOTHER);
        one.close();
        assertThat(hypervisor.pauses(3)).isZero();
        assertThat(hypervisor.pauses(4)).isEqualTo(1);
        other.close();
    }

    @Test
    void shouldLeaveToAPersonWhatAPersonHasPaused() throws IOException {
        hypervisor.pause(3);
        Pauses pauses = start();
        Pause pause = pauses.hold(3, GUEST);
        hypervisor.unpause(3);
        assertThat(hypervisor.pauses(3)).isEqualTo(1);
        hypervisor.pause(3);
        pause.close();
        assertThat(hypervisor.pauses(3)).isEqualTo(1);

        pauses.hold(3, GUEST); // never closed: killed
        start().recover(List.of(domain(GUEST, false)));
        assertThat(hypervisor.pauses(3)).isEqualTo(1);
    }

    @Test
    void shouldNotMindAPersonWhoPausesOrUnpausesMeanwhile() throws IOException {
        Pauses pauses = start();
        Pause pause = pauses.hold(3, GUEST);
        hypervisor.pause(3);
        pause.close();
        assertThat(hypervisor.pauses(3)).isEqualTo(1);
        hypervisor.unpause(3);

        pause = pauses.hold(3, GUEST);
        hypervisor.unpause(3);
        pause.close();
        assertThat(hypervisor.pauses(3)).isZero();
        assertThat(notes()).isEmpty();
    }

    @Test
    void shouldTakeADomainThatIsGoneForStill() throws IOException {
        hypervisor.destroy(3);
        Pauses pauses = start();
        pauses.hold(3, GUEST).close();
        assertThat(notes()).isEmpty();
    }

    @Test
    void shouldFinishWithADomainThatHasGoneMeanwhile() throws IOException {
        Pauses pauses = start();
        Pause pause = pauses.hold(3, GUEST);
        hypervisor.destroy(3);
        pause.close();
        assertThat(notes()).isEmpty();
    }

    @Test
    void shouldLeaveNothingBehindWhereItCannotPause() throws IOException {
        hypervisor.refuseToPause();
        assertThatThrownBy(() -> start().hold(3, GUEST))
                .isInstanceOf(IOException.class)
                .hasMessage("pause domain 3: EPERM");
        assertThat(notes()).isEmpty();
    }

    @Test
    void shouldGiveEverythingBackAtAnOrderlyStop() throws IOException {
        Pauses pauses = start();
        Pause pause = pauses.hold(3, GUEST);
        pauses.hold(4, ANOTHER);
        pauses.close();
        assertThat(hypervisor.pauses(3)).isZero();
        assertThat(hypervisor.pauses(4)).isZero();
        assertThat(notes()).isEmpty();
        pause.close(); // too late, and no harm
        assertThat(hypervisor.pauses(3)).isZero();
    }

    @Test
    void shouldGiveBackAtItsStartWhatAKilledOneHasLeft() throws IOException {
        start().hold(3, GUEST); // never closed: killed
        Pauses next = start();
        next.recover(List.of(domain(GUEST, false)));
        assertThat(hypervisor.pauses(3)).isZero();
        assertThat(notes()).isEmpty();
    }

    @Test
    void shouldNotTouchAnotherDomainOfTheSameNumber() throws IOException {
        start().hold(3, GUEST);
        start().recover(List.of(domain(ANOTHER, false)));
        assertThat(hypervisor.pauses(3)).isEqualTo(1);
        assertThat(notes()).isEmpty();
    }

    @Test
    void shouldForgetWhatIsGoneOrGoesAlready() throws IOException {
        start().hold(3, GUEST);
        hypervisor.unpause(3);
        start().recover(List.of(domain(GUEST, false)));
        assertThat(notes()).isEmpty();

        start().hold(3, GUEST);
        start().recover(List.of(domain(GUEST, true)));
        start().recover(List.of());
        assertThat(notes()).isEmpty();
    }

    @Test
    void shouldTakeNoFileForANoteThatIsNone() throws IOException {
        Files.createDirectories(run.resolve("paused"));
        Files.createFile(run.resolve("paused/3"));
        Files.createFile(run.resolve("paused/99999999999." + GUEST));
        start().recover(List.of(domain(GUEST, false)));
        assertThat(hypervisor.pauses(3)).isZero();
    }

    @Test
    void shouldKeepItsNotesWhereItCannotUnpause() throws IOException {
        start().hold(3, GUEST);
        Pauses helpless = new Pauses(
                () -> {
                    throw new UnavailableException("no hypervisor.");
                },
                run);
        assertThatThrownBy(helpless::prepare).isInstanceOf(UnavailableException.class);
        helpless.recover(List.of(domain(GUEST, false)));
        assertThat(notes()).hasSize(1);
    }
}
