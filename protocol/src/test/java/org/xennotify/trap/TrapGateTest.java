package org.xennotify.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xennotify.device.HypercallPage;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;

/** On the processor of this machine, which need not have Xen. */
class TrapGateTest {
    @BeforeEach
    void needALinuxOnX86() {
        assumeTrue(System.getProperty("os.name", "").equals("Linux"), "this is not Linux");
        assumeTrue(System.getProperty("os.arch", "").equals("amd64"), "the instruction is x86-64's");
    }

    @Test
    void shouldBeRefusedWhereThereIsNoXen() throws Exception {
        assumeTrue(!Files.exists(Path.of("/sys/hypervisor/type")), "this is a machine without Xen");

        assertThatThrownBy(() -> TrapGate.open(Platform.open("linux")))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("shows no Xen");
    }

    @Test
    void shouldRunMachineCodeInAPageThatCannotBeWritten() throws Exception {
        ByteBuffer registers = ByteBuffer.allocateDirect(16).order(ByteOrder.LITTLE_ENDIAN);
        byte[] code = HexFormat.ofDelimiter(" ").parseHex("48 8d 05 f9 ff ff ff 48 89 07 c3"); // lea rax,[code]
        try (HypercallPage page = Platform.open("linux").openHypercallPage(code)) {
            page.call(0, registers);

            assertThat(permissions(registers.getLong(0))).isEqualTo("r-xp");
        }
    }

    private static String permissions(long address) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.startsWith(Long.toHexString(address) + "-"))
                .map(line -> line.split(" ")[1])
                .findFirst()
                .orElse("no such page");
    }

    @Test
    void shouldAskTheProcessorItself() throws Exception {
        try (HypercallPage page = Platform.open("linux").openHypercallPage(TrapGate.code())) {
            Cpuid.Leaf leaf = TrapGate.cpuid(page, 0, 0);
            String vendor = Instruction.text(leaf.ebx(), leaf.edx(), leaf.ecx());

            assertThat(Files.readString(Path.of("/proc/cpuinfo"))).contains(": " + vendor);
        }
    }
}
