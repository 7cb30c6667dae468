package org.xennotify.device.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.LastErrorException;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import org.xennotify.device.UnixDatagrams;

/** Datagrams by {@code recvmsg}, whose sender the kernel tells (SO_PASSCRED). */
public final class LinuxDatagrams implements UnixDatagrams {
    // struct sockaddr_un: a family of two bytes, and a path that ends with a zero
    private static final int PATH = 2;
    private static final int LONGEST_PATH = 107;

    private final PollableDevice socket;
    private final DatagramMessage message = new DatagramMessage(LONGEST);

    private LinuxDatagrams(PollableDevice socket) {
        this.socket = socket;
    }

    /** Opens a socket that has no file yet. */
    public static LinuxDatagrams open() throws IOException {
        try {
            int descriptor = socket();
            LibC.setsockopt(descriptor, LibC.SOL_SOCKET, LibC.SO_PASSCRED, new int[] {1}, Integer.BYTES);
            return new LinuxDatagrams(PollableDevice.of("a datagram socket", descriptor));
        } catch (LastErrorException e) {
            throw LibC.failed("open a datagram socket", e);
        }
    }

    private static int socket() {
        return LibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0);
    }

    private static byte[] address(Path path) throws IOException {
        byte[] bytes = path.toString().getBytes(UTF_8);
        if (bytes.length > LONGEST_PATH) {
            throw new IOException("a socket's path has at most " + LONGEST_PATH + " bytes");
        }
        return ByteBuffer.allocate(PATH + bytes.length + 1)
                .order(ByteOrder.nativeOrder())
                .putShort((short) LibC.AF_UNIX)
                .put(bytes)
                .array();
    }

    @Override
    public boolean isServed(Path path) throws IOException {
        byte[] address = address(path);
        int probe = socket();
        try {
            LibC.connect(probe, address, address.length);
            return true;
        } catch (LastErrorException e) {
            if (e.getErrorCode() == LibC.ECONNREFUSED || e.getErrorCode() == LibC.ENOENT) {
                return false;
            }
            if (e.getErrorCode() == LibC.EPROTOTYPE) {
                throw new IOException("a socket of another kind is there");
            }
            throw LibC.failed("connect to " + path, e);
        } finally {
            LibC.close(probe);
        }
    }

    @Override
    public void bind(Path path) throws IOException {
        byte[] address = address(path);
        try {
            LibC.bind(socket.descriptor(), address, address.length);
        } catch (LastErrorException e) {
            throw LibC.failed("bind a datagram socket to " + path, e);
        }
    }

    @Override
    public Optional<Datagram> receive() throws IOException {
        long length = socket.receive(message);
        return length < 0 ? Optional.empty() : Optional.of(new Datagram(user(message.uid()), bytes((int) length)));
    }

    private Optional<byte[]> bytes(int length) {
        if (message.isCut()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        ByteBuffer from = message.data();
        from.get(bytes);
        return Optional.of(bytes);
    }

    /** As the JDK names who is at the other end of a stream socket. */
    private static String user(int uid) {
        Pointer entry = LibC.getpwuid(uid); // a struct passwd, which begins with the name
        return entry == null
                ? Integer.toUnsignedString(uid)
                : entry.getPointer(0).getString(0);
    }

    @Override
    public void close() {
        socket.close();
    }
}
