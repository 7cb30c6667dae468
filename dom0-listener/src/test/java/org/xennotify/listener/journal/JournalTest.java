package org.xennotify.listener.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.event.Door;
import org.xennotify.listener.config.JournalSettings;
import org.xennotify.listener.fake.FakeDisk;
import org.xennotify.listener.sink.Batch;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Origin;
import org.xennotify.listener.sink.Slice;

@Timeout(60)
class JournalTest {
    private static final long EPOCH = 0x0123456789abcdefL;
    private static final Query ALL = new Query(Instant.EPOCH, Instant.MAX, "", "");

    @TempDir
    Path directory;

    private final FakeDisk disk = new FakeDisk();
    private final AtomicLong now = new AtomicLong();
    private final Event event = new Event(new Origin(5, new UUID(1, 2), "web-1"));
    private JournalNote note;
    private Path files;
    private Journal journal;
    private Batch batch;

    @BeforeEach
    void open() throws IOException {
        files = directory.resolve("journal");
        note = new JournalNote(directory);
        open(true, JournalSettings.SMALLEST);
    }

    private void open(boolean synced, long size) throws IOException {
        Alarm alarm = new Alarm(files, note, now::get);
        journal = new Journal(new JournalSettings(files, size, synced), "host", alarm, disk::open);
        batch = journal.open();
    }

    @AfterEach
    void close() throws IOException {
        disk.failures.set(0);
        journal.close();
    }

    private Event event(int number) {
        return event(number, "number " + number);
    }

    private Event event(int number, String data) {
        event.set(event.origin(), Door.RING, EPOCH, number, 0);
        event.type().set(Slice.of("app.number"));
        event.payload().set(Slice.of(data));
        return event;
    }

    private boolean write(int number) {
        return batch.accept(event(number)) && batch.flush();
    }

    private List<Integer> numbers() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        int broken = new Replay(files, ALL)
                .readBy((json, line) -> numbers.add(json.path("sequence").asInt()));
        assertThat(broken).isZero();
        return numbers;
    }

    private List<Path> segments() throws IOException {
        return new Segments(files).list();
    }

    @Test
    void whatIsFlushedIsSynced() throws IOException {
        assertThat(batch.accept(event(1))).isTrue();
        assertThat(segments()).isEmpty();
        assertThat(batch.flush()).isTrue();
        assertThat(numbers()).containsExactly(1);
        assertThat(disk.syncs).hasValue(1);
        assertThat(batch.flush()).isTrue();
        assertThat(disk.syncs).hasValue(1);
    }

    @Test
    void withoutSyncItIsWrittenAllTheSame() throws IOException {
        open(false, JournalSettings.SMALLEST);
        assertThat(write(1)).isTrue();
        assertThat(numbers()).containsExactly(1);
        assertThat(disk.syncs).hasValue(0);
    }

    @Test
    void aListenerThatIsKilledAnywhereLeavesWholeLinesOnly() throws IOException {
        for (int number = 1; number <= 3; number++) {
            assertThat(write(number)).isTrue();
        }
        byte[] all = Files.readAllBytes(segments().get(0));
        for (int end = 0; end <= all.length; end += 5) {
            byte[] left = Arrays.copyOf(all, end);
            Files.write(segments().get(0), left);
            int whole =
                    (int) new String(left, UTF_8).chars().filter(c -> c == '\n').count();
            open(false, JournalSettings.SMALLEST);
            assertThat(write(4)).isTrue();
            journal.close();
            assertThat(numbers().subList(0, whole))
                    .as("killed after %d bytes", end)
                    .isEqualTo(List.of(1, 2, 3).subList(0, whole));
            assertThat(numbers()).hasSize(whole + 1).last().isEqualTo(4);
        }
    }

    @Test
    void aFullDiskHoldsEventsBackAndLeavesNoHalfOfOne() throws IOException {
        assertThat(write(1)).isTrue();
        long whole = Files.size(segments().get(0));
        for (int room = 0; room < whole; room += 17) {
            disk.room.set(room);
            assertThat(batch.accept(event(2)) & batch.flush()).isFalse();
            assertThat(Files.size(segments().get(0))).isEqualTo(whole);
            open(true, JournalSettings.SMALLEST);
        }
        disk.room.set(10);
        assertThat(write(2)).isFalse();
        disk.room.set(Long.MAX_VALUE);
        assertThat(batch.flush()).isTrue();
        assertThat(numbers()).containsExactly(1, 2);
    }

    @Test
    void anEventThatFitsPassesOneThatDoesNot() throws IOException {
        Batch other = journal.open();
        disk.room.set(2000);
        assertThat(batch.accept(event(1, "x".repeat(5000)))).isTrue();
        assertThat(batch.flush()).isFalse();
        assertThat(other.accept(event(2))).isTrue();
        assertThat(other.flush()).isTrue();
        assertThat(numbers()).containsExactly(2);
    }

    @Test
    void whatASyncHasLostIsWrittenAgainOnce() throws IOException {
        assertThat(write(1)).isTrue();
        disk.failures.set(1);
        assertThat(write(2)).isFalse();
        assertThat(batch.flush()).isTrue();
        assertThat(write(3)).isTrue();
        assertThat(numbers()).containsExactly(1, 2, 3);
    }

    @Test
    void aSyncThatFailsTakesNothingFromAnEarlierListener() throws IOException {
        assertThat(write(1)).isTrue();
        open(true, JournalSettings.SMALLEST);
        assertThat(write(2)).isTrue();
        disk.failures.set(1);
        assertThat(write(3)).isFalse();
        open(true, JournalSettings.SMALLEST);
        disk.failures.set(1);
        assertThat(write(4)).isFalse();
        assertThat(batch.flush()).isTrue();
        assertThat(numbers()).startsWith(1, 2).endsWith(4);
    }

    @Test
    void aFirstSyncThatFailsLeavesWhatWasThere() throws IOException {
        assertThat(write(1)).isTrue();
        open(true, JournalSettings.SMALLEST);
        AtomicInteger count = new AtomicInteger();
        disk.whileSyncing = () -> disk.failures.set(count.incrementAndGet() == 2 ? 1 : 0);
        assertThat(write(2)).isFalse();
        assertThat(count).hasValue(2);
        assertThat(batch.flush()).isTrue();
        assertThat(numbers()).containsExactly(1, 2);
    }

    @Test
    void guestsThatWaitShareOneSync() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        disk.whileSyncing = () -> {
            first.countDown();
            awaitQuietly(go);
        };
        List<CompletableFuture<Void>> guests = new ArrayList<>();
        guests.add(CompletableFuture.runAsync(() -> flushAll(1)));
        first.await();
        long before = Files.size(segments().get(0));
        for (int number = 2; number <= 4; number++) {
            int mine = number;
            guests.add(CompletableFuture.runAsync(() -> flushAll(mine), command -> new Thread(command).start()));
        }
        await().until(() -> Files.size(segments().get(0)) == 4 * before);
        go.countDown();
        guests.forEach(CompletableFuture::join);
        assertThat(disk.syncs).hasValue(2);
        assertThat(numbers()).containsExactlyInAnyOrder(1, 2, 3, 4);
    }

    private void flushAll(int number) {
        Batch mine = journal.open();
        Event own = new Event(event.origin()).set(event.origin(), Door.RING, EPOCH, number, 0);
        own.came(Instant.EPOCH);
        own.type().set(Slice.of("app.number"));
        assertThat(mine.accept(own)).isTrue();
        await().until(mine::flush);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDiskThatHangsHoldsOneThreadOnly() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        disk.whileSyncing = () -> {
            first.countDown();
            awaitQuietly(go);
        };
        CompletableFuture<Void> hangs = CompletableFuture.runAsync(() -> flushAll(1));
        first.await();
        assertThat(write(2)).isFalse();
        assertThat(batch.hasRoom()).isFalse();
        go.countDown();
        hangs.join();
        assertThat(batch.flush()).isTrue();
        assertThat(numbers()).containsExactly(1, 2);
    }

    @Test
    void theOldestPartMakesRoomForWhatIsNew() throws IOException {
        String data = "x".repeat(10_000);
        for (int number = 1; number <= 300; number++) {
            assertThat(batch.accept(event(number, data)) && batch.flush()).isTrue();
        }
        List<Integer> kept = numbers();
        long size = 0;
        for (Path file : segments()) {
            size += Files.size(file);
        }
        assertThat(size).isBetween(JournalSettings.SMALLEST * 3 / 4, JournalSettings.SMALLEST);
        assertThat(kept)
                .isEqualTo(IntStream.rangeClosed(301 - kept.size(), 300).boxed().toList());
    }

    @Test
    void aLineThatIsLargerThanAFileHasOneOfItsOwn() throws IOException {
        assertThat(write(1)).isTrue();
        assertThat(batch.accept(event(2, "x".repeat(900_000))) && batch.flush()).isTrue();
        assertThat(write(3)).isTrue();
        assertThat(numbers()).containsExactly(1, 2, 3);
        assertThat(segments()).hasSize(3);
    }

    @Test
    void theNextListenerGoesOnBehindTheLastLine() throws IOException {
        assertThat(write(1)).isTrue();
        journal.close();
        open(true, JournalSettings.SMALLEST);
        assertThat(write(2)).isTrue();
        assertThat(numbers()).containsExactly(1, 2);
        assertThat(segments()).hasSize(1);
    }

    @Test
    void aFileThatIsLetGoIsOpenedAgain() throws IOException {
        assertThat(batch.accept(event(1))).isTrue();
        journal.close();
        assertThat(batch.flush()).isTrue();
        assertThat(numbers()).containsExactly(1);
    }

    @Test
    void othersAreToldWhetherItCanBeWritten() throws IOException {
        assertThat(note.read()).contains(new JournalNote.State(files, ""));
        disk.room.set(0);
        assertThat(write(1)).isFalse();
        assertThat(note.read()).contains(new JournalNote.State(files, "No space left on device"));
        disk.room.set(Long.MAX_VALUE);
        assertThat(batch.flush()).isTrue();
        assertThat(note.read()).contains(new JournalNote.State(files, ""));
        disk.failures.set(1);
        assertThat(write(2)).isFalse();
        assertThat(note.read()).contains(new JournalNote.State(files, "Input/output error"));
    }
}
