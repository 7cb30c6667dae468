package org.xennotify.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.device.UnavailableException;
import org.xennotify.trap.Cpuid.Leaf;

class InstructionTest {
    private static final String XEN = "XenVMMXenVMM";
    private static final int BASE = 0x40000000;

    private final Map<Integer, Leaf> leaves = new HashMap<>();
    private final Cpuid cpu = (leaf, subleaf) -> leaves.getOrDefault(leaf, new Leaf(0, 0, 0, 0));

    private void vendor(String name) {
        leaves.put(0, new Leaf(0x16, number(name, 0), number(name, 8), number(name, 4)));
    }

    private void hypervisor(int base, String name, int last, int features) {
        leaves.put(1, new Leaf(0, 0, 1 << 31, 0));
        leaves.put(base, new Leaf(last, number(name, 0), number(name, 4), number(name, 8)));
        leaves.put(base + 4, new Leaf(features, 0, 0, 0));
    }

    private static int number(String text, int from) {
        return text.charAt(from)
                | text.charAt(from + 1) << 8
                | text.charAt(from + 2) << 16
                | text.charAt(from + 3) << 24;
    }

    @ParameterizedTest
    @CsvSource({"GenuineIntel, VMCALL", "AuthenticAMD, VMMCALL", "HygonGenuine, VMMCALL"})
    void shouldKnowWhichInstructionAProcessorHas(String vendor, Instruction instruction) throws Exception {
        vendor(vendor);
        hypervisor(BASE, XEN, BASE + 4, 1 << 3);

        assertThat(Instruction.find(cpu)).isEqualTo(instruction);
    }

    @Test
    void shouldFindXenBehindTheInterfaceForWindows() throws Exception {
        vendor("GenuineIntel");
        hypervisor(BASE, "Microsoft Hv", BASE + 6, 0);
        hypervisor(BASE + 0x100, XEN, BASE + 0x105, 1 << 4);

        assertThat(Instruction.find(cpu)).isEqualTo(Instruction.VMCALL);
    }

    @Test
    void shouldRefuseBareMetal() {
        vendor("GenuineIntel");

        assertRefused("shows no Xen");
    }

    @Test
    void shouldRefuseBareMetalWhichAnswersUnknownLeavesWithOthers() {
        vendor("GenuineIntel");
        hypervisor(BASE, XEN, BASE + 4, 1 << 3);
        leaves.put(1, new Leaf(0, 0, 0, 0));

        assertRefused("shows no Xen");
    }

    @ParameterizedTest
    @ValueSource(strings = {"KVMKVMKVM\0\0\0", "TCGTCGTCGTCG", "VMwareVMware"})
    void shouldRefuseOtherHypervisors(String name) {
        vendor("AuthenticAMD");
        hypervisor(BASE, name, BASE + 4, 1 << 3);

        assertRefused("shows no Xen");
    }

    @Test
    void shouldRefusePvGuests() {
        vendor("AuthenticAMD");
        hypervisor(BASE, XEN, BASE + 5, 0);

        assertRefused("PV guest");
    }

    @Test
    void shouldRefuseAXenThatDoesNotSayWhatTheGuestIs() {
        vendor("AuthenticAMD");
        hypervisor(BASE, XEN, BASE + 3, 1 << 3);

        assertRefused("PV guest");
    }

    @Test
    void shouldRefuseProcessorsOfWhichItIsNotKnown() {
        vendor("CentaurHauls");
        hypervisor(BASE, XEN, BASE + 4, 1 << 3);

        assertRefused("CentaurHauls");
    }

    private void assertRefused(String word) {
        assertThatThrownBy(() -> Instruction.find(cpu))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining(word)
                .hasMessageContaining("use another door");
    }
}
