package org.xennotify.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.device.UnavailableException;
import org.xennotify.device.VcpuState;

class VmEventRingTest {
    private final FakeXen xen = new FakeXen(7);
    private final VmEventRing ring = open(xen, 7);

    private static VmEventRing open(FakeXen xen, int version) {
        try {
            return new VmEventRing(xen.page, version);
        } catch (UnavailableException e) {
            throw new AssertionError(e);
        }
    }

    private VmEvent next() throws IOException {
        return ring.take().orElseThrow();
    }

    @Test
    void shouldBeginWithWhatXenExpects() {
        for (int i = 0; i < 64; i += 4) {
            xen.page.putInt(i, 0xdeadbeef);
        }
        VmEventRing begun = open(xen, 7);
        assertThat(begun.isEmpty()).isTrue();
        assertThat(xen.page.getInt(0)).isZero();
        assertThat(xen.page.getInt(4)).isEqualTo(1);
        assertThat(xen.page.getInt(8)).isZero();
        assertThat(xen.page.getInt(12)).isEqualTo(1);
        assertThat(xen.page.getLong(16)).isZero();
        assertThat(xen.page.getLong(56)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 7})
    void shouldReadTheRegistersOfEachVersion(int version) throws IOException {
        FakeXen other = new FakeXen(version);
        VmEventRing second = open(other, version);
        other.ask(0, 0x10);
        other.ask(5, 0x7fff_dead_beefL);
        assertThat(second.take()).isPresent();
        VmEvent event = second.take().orElseThrow();
        assertThat(event.isTrap()).isTrue();
        assertThat(event.waits()).isTrue();
        assertThat(event.vcpu()).isEqualTo(5);
        assertThat(event.address()).isEqualTo(0x7fff_dead_beefL);
        assertThat(event.state()).isEqualTo(new VcpuState(0x80050033L, 0x1234000, 0x6f0, 0xd01, 0x401000, 3));
    }

    @Test
    void shouldTakeOnlyHalfARegisterFromA32BitProgram() throws IOException {
        xen.askFromBareMetal(0, 0xffff_ffff_0000_1000L);
        VmEvent event = next();
        assertThat(event.address()).isEqualTo(0x1000);
        assertThat(event.state().cpl()).isZero();
    }

    @Test
    void shouldRefuseAnUnknownVersion() {
        assertThatThrownBy(() -> new VmEventRing(xen.page, 8))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("version 8");
    }

    @Test
    void shouldAnswerInAnyOrderWithNothingButWhoIsMeant() throws IOException {
        xen.ask(0, 0x10);
        xen.ask(1, 0x20);
        VmEvent first = next();
        VmEvent second = next();
        ring.answer(second);
        assertThat(xen.answers()).containsExactly("1 8 1");
        ring.answer(first);
        assertThat(xen.answers()).containsExactly("1 8 0");
    }

    @Test
    void shouldGoRoundTheEightSlotsForEver() throws IOException {
        for (int i = 0; i < 1000; i++) {
            xen.ask(i & 3, i);
            xen.ask(i & 3, i);
            assertThat(next().address()).isEqualTo(i);
            ring.answer(next());
            ring.release(i & 3);
            assertThat(xen.answers()).hasSize(2);
            assertThat(ring.isEmpty()).isTrue();
            assertThat(ring.take()).isEmpty();
        }
    }

    @Test
    void shouldTakeEightBeforeOneIsAnswered() throws IOException {
        for (int vcpu = 0; vcpu < 8; vcpu++) {
            xen.ask(vcpu, 0);
        }
        for (int vcpu = 0; vcpu < 8; vcpu++) {
            assertThat(next().vcpu()).isEqualTo(vcpu);
        }
        assertThat(ring.take()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 1000, -1, Integer.MIN_VALUE})
    void shouldRejectAnIndexBeyondTheRing(int producer) {
        xen.claim(producer);
        assertThatThrownBy(ring::take).isInstanceOf(IOException.class).hasMessageContaining("requests wait");
    }

    @Test
    void shouldRejectMoreThanTheSlotsThatAreFree() throws IOException {
        for (int vcpu = 0; vcpu < 8; vcpu++) {
            xen.ask(vcpu, 0);
            assertThat(ring.take()).isPresent();
        }
        xen.ask(8, 0);
        assertThatThrownBy(ring::take).isInstanceOf(IOException.class).hasMessageContaining("beside 8 of 8");
    }

    @Test
    void shouldReleaseVirtualCpusThatItNeverHeardOf() {
        for (int vcpu = 0; vcpu < 8; vcpu++) {
            ring.release(vcpu);
        }
        assertThat(xen.answers()).hasSize(8).startsWith("1 8 0").endsWith("1 8 7");
    }
}
