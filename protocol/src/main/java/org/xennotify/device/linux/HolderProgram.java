package org.xennotify.device.linux;

import java.util.HexFormat;

/**
 * What a holder runs, for x86-64: a whole program of its own and not one of the system's, whose name somebody might kill
 * all processes of. It keeps descriptors 0 to 3 and sleeps; all its signals are blocked before it starts.
 */
final class HolderProgram {
    // What follows two spaces is for the reader.
    private static final String LISTING = """
            7f454c46 02010100 00000000 00000000  ELF, 64 bits, little-endian
            0200 3e00 01000000                   a program, for x86-64
            7800400000000000                     begins at 0x400078
            4000000000000000 0000000000000000    program headers at 64, no sections
            00000000 4000 3800 0100 4000 0000 0000  lengths, one program header
            01000000 05000000                    load, to read and execute,
            0000000000000000                     from the file's beginning
            0000400000000000 0000400000000000    to 0x400000,
            cd00000000000000 cd00000000000000    205 bytes,
            0010000000000000                     on a page
            6a04 5f                              push 4; pop rdi
            6aff 5e                              push -1; pop rsi
            31d2                                 xor edx, edx
            b8b4010000 0f05                      close_range(4, all, 0)
            85c0 740c                            jump by 12 if it is known, since Linux 5.9
            6a03 58 0f05                         close(edi)
            ffc7                                 inc edi
            6685ff 75f4                          back by 12 until it is 65536
            6a70 58 0f05                         setsid()
            6a2f 54 5f                           push '/'; push rsp; pop rdi
            6a50 58 0f05                         chdir("/")
            6a0f 5f 488d350e000000               edi = PR_SET_NAME; lea rsi, the name below
            b89d000000 0f05                      prctl(PR_SET_NAME, "xen-notify-hold")
            6a22 58 0f05                         pause()
            ebf9                                 again
            78656e2d6e6f746966792d686f6c6400     "xen-notify-hold"
            """;

    private HolderProgram() {}

    /** The program's file. */
    static byte[] bytes() {
        StringBuilder digits = new StringBuilder();
        LISTING.lines().forEach(line -> digits.append(line.split("  ", 2)[0].replace(" ", "")));
        return HexFormat.of().parseHex(digits);
    }
}
