package org.xennotify.listener.fake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Files of a real disk which can be full, fail to sync, and take their time. */
public final class FakeDisk {
    /** Bytes that can still be written. */
    public final AtomicLong room = new AtomicLong(Long.MAX_VALUE);

    /** How many syncs were asked for. */
    public final AtomicInteger syncs = new AtomicInteger();

    /** How many of the next syncs fail. */
    public final AtomicInteger failures = new AtomicInteger();

    /** Runs in each sync. */
    public volatile Runnable whileSyncing = () -> {};

    public FileChannel open(Path file) throws IOException {
        return new Channel(
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    private final class Channel extends FileChannel {
        private final FileChannel file;

        Channel(FileChannel file) {
            this.file = file;
        }

        /** Writes what there is room for: half a line before it says that there is none. */
        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            int count = (int) Math.min(room.get(), from.remaining());
            if (count == 0) {
                throw new IOException("No space left on device");
            }
            ByteBuffer part = from.slice().limit(count);
            from.position(from.position() + count);
            room.addAndGet(-count);
            return file.write(part, position);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            syncs.incrementAndGet();
            whileSyncing.run();
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IOException("Input/output error");
            }
            file.force(metaData);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            room.addAndGet(Math.max(0, file.size() - size));
            return file.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            return file.read(to, position);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }

        @Override
        public int read(ByteBuffer to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] to, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] from, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long newPosition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel from, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
