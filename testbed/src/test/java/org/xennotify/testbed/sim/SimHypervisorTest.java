package org.xennotify.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.UnavailableException;

class SimHypervisorTest {
    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    @Test
    void shouldPauseAndUnpauseADomain() throws Exception {
        SimGuest guest = sim.host().create();
        Hypervisor hypervisor = sim.keep(sim.host().dom0().openHypervisor());

        hypervisor.pause(guest.domid());
        assertThat(hypervisor.isPaused(guest.domid())).isTrue();
        hypervisor.unpause(guest.domid());
        assertThat(hypervisor.isPaused(guest.domid())).isFalse();
    }

    @Test
    void shouldSayWhatDomainThereIsNot() throws Exception {
        Hypervisor hypervisor = sim.keep(sim.host().dom0().openHypervisor());
        assertThatThrownBy(() -> hypervisor.pause(7))
                .isInstanceOf(IOException.class)
                .hasMessage("pause 7: there is no domain 7");
        assertThatThrownBy(() -> hypervisor.isPaused(7)).hasMessageContaining("no domain 7");
    }

    @Test
    void shouldRefuseWhatItDoesNotModel() throws Exception {
        SimGuest guest = sim.host().create();
        Hypervisor hypervisor = sim.keep(sim.host().dom0().openHypervisor());
        assertThatThrownBy(() -> hypervisor.map(guest.domid(), new long[] {1}, false))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("no memory");
        assertThatThrownBy(() -> hypervisor.vcpu(guest.domid(), 0)).isInstanceOf(UnavailableException.class);
    }

    @Test
    void shouldBeDom0sOnly() {
        SimGuest guest = sim.host().create();
        assertThatThrownBy(() -> guest.platform().openHypervisor())
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("only Dom0");
    }
}
