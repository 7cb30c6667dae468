package org.xennotify.listener.command;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.apache.commons.cli.Options;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.Platform;
import org.xennotify.device.VcpuState;
import org.xennotify.listener.memory.AddressSpace;

/** {@code peek}: shows a guest's memory, with a running listener or without. */
public final class PeekCommand implements Command {
    private static final int LONGEST = 1 << 30;
    private static final int HIGHEST_VCPU = 8191;

    @Override
    public String name() {
        return "peek";
    }

    @Override
    public String summary() {
        return "shows a guest's memory; numbers are 123 or 0x7b; a guest that is not paused may change it meanwhile";
    }

    @Override
    public List<String> arguments() {
        return List.of("DOM", "ADDRESS", "LENGTH");
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(Cli.option(
                        "physical",
                        "ADDRESS is a place in the guest's memory (of a PV guest: in the machine's), not an address"
                                + " of its kernel"))
                .addOption(Cli.option("vcpu", "N", "the virtual CPU whose page tables are used; default 0"))
                .addOption(Cli.option("raw", "the bytes themselves in place of a dump in hexadecimal"));
    }

    @Override
    public int run(Invocation invocation) throws UsageException, IOException {
        long address = Numbers.parse(invocation.argument(1), "ADDRESS");
        int length = Numbers.parse(invocation.argument(2), "LENGTH", 1, LONGEST);
        int vcpu = Numbers.parse(invocation.options().getOptionValue("vcpu", "0"), "--vcpu", 0, HIGHEST_VCPU);
        if (Long.compareUnsigned(address + length - 1, address) < 0) {
            throw new UsageException("ADDRESS and LENGTH reach beyond the end of the address space.");
        }
        if (invocation.has("physical") && invocation.has("vcpu")) {
            throw new UsageException("--physical takes no --vcpu: memory is the same for each.");
        }
        Platform platform = invocation.openPlatform();
        int domid = DomainName.find(platform, invocation.argument(0));
        try (Hypervisor hypervisor = platform.openHypervisor()) {
            AddressSpace space = invocation.has("physical")
                    ? AddressSpace.physical(hypervisor, domid)
                    : AddressSpace.of(hypervisor, domid, ofKernel(hypervisor.vcpu(domid, vcpu)));
            Peek.read(space, address, length, output(invocation.out(), invocation.has("raw")));
        }
        return ExitStatus.DONE;
    }

    /** Dom0 may see what a kernel may, whatever runs there at the moment. */
    private static VcpuState ofKernel(VcpuState cpu) {
        return new VcpuState(cpu.cr0(), cpu.cr3(), cpu.cr4(), cpu.efer(), cpu.rip(), 0);
    }

    private static Peek.Output output(PrintStream out, boolean raw) {
        return (address, bytes, length) -> {
            if (raw) {
                out.write(bytes, 0, length);
            } else {
                byte[] dump = HexDump.of(address, bytes, length).getBytes(US_ASCII);
                out.write(dump, 0, dump.length);
            }
            if (out.checkError()) {
                throw new IOException("cannot write to standard output.");
            }
        };
    }
}
