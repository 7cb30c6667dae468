package org.xennotify.listener.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xennotify.listener.fake.FakeHost.base;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.event.Reply;
import org.xennotify.listener.fake.FakeHost;
import org.xennotify.listener.fake.FakeStore;
import org.xennotify.xenstore.MessageType;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;

class GuestStoreTest {
    private static final String EPOCH = "0123456789abcdef";
    private static final String LISTENER = base(3) + "/listener";

    @TempDir
    Path run;

    private FakeHost host;
    private FakeStore store;
    private XenStoreClient client;
    private GuestStore guest;

    @BeforeEach
    void open() throws IOException {
        host = new FakeHost(run);
        store = host.store();
        host.create(3);
        client = XenStoreClient.connect(store::connect);
        guest = new GuestStore(client, 3);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void anEpochThatIsGoneIsNotAnnounced() throws IOException {
        host.write(3, 7, "fedcba9876543210");
        guest.announce(EPOCH);
        assertThat(store.exists(LISTENER)).isFalse();
    }

    @Test
    void aGuestWithoutOurDirectoryGetsNone() throws IOException {
        guest.announce(EPOCH);
        guest.withdraw();
        assertThat(store.exists(base(3))).isFalse();
    }

    @Test
    void aDeadDomainIsNotBroughtBack() throws IOException {
        host.write(3, 7, EPOCH);
        guest.announce(EPOCH);
        store.remove("/local/domain/3");
        guest.withdraw();
        guest.announce(EPOCH);
        assertThat(store.exists("/local/domain/3")).isFalse();
    }

    @Test
    void anAcknowledgementThatMeetsTheEndOfTheDomainWritesNothingAndIsTriedAgain() throws IOException {
        byte[] event = "?a.b".getBytes(UTF_8);
        store.write(base(3) + "/inbox/x", event);
        store.lose(request -> request.type() == MessageType.RM.number());
        assertThatThrownBy(() -> guest.acknowledge("x", event, Optional.of(new Reply(true, new byte[0]))))
                .isInstanceOfSatisfying(
                        XenStoreException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(XenStoreException.Kind.CONFLICT));
        assertThat(store.exists(base(3) + "/outbox")).isFalse();

        store.remove("/local/domain/3");
        assertThat(guest.acknowledge("x", event, Optional.empty())).isEqualTo(GuestStore.Outcome.DONE);
        assertThat(store.exists("/local/domain/3")).isFalse();
    }

    @Test
    void aGuestThatMigratesKeepsItsName() throws IOException {
        for (String name : List.of("web", "web--incoming", "web--migratedaway")) {
            store.write("/local/domain/3/name", name.getBytes(UTF_8));
            assertThat(guest.domainName()).isEqualTo("web");
        }
        store.write("/local/domain/3/name", "--incoming--web".getBytes(UTF_8));
        assertThat(guest.domainName()).isEqualTo("--incoming--web");
    }

    @Test
    void aWishForQuietIsWrittenAndTakenBack() throws IOException {
        host.write(3, 7, EPOCH);
        guest.quiesce(true);
        assertThat(store.read(base(3) + "/quiesce")).contains("1");
        assertThat(guest.isQuiet()).isFalse();

        host.unpublish(3);
        assertThat(guest.isQuiet()).isTrue();
        guest.quiesce(false);
        assertThat(store.exists(base(3) + "/quiesce")).isFalse();
    }

    @Test
    void aWishForQuietDoesNotBringADeadDomainBack() throws IOException {
        store.remove("/local/domain/3");
        guest.quiesce(true);
        assertThat(store.exists("/local/domain/3")).isFalse();
    }

    @Test
    void whatADeadListenerLeftIsTakenAway() throws IOException {
        host.write(3, 7, EPOCH);
        store.write(LISTENER, "1 0000000000000000");
        guest.withdraw();
        assertThat(store.exists(LISTENER)).isFalse();
    }

    @Test
    void aDirectoryThatAnAgentHasLeftEmptyIsTakenAway() throws IOException {
        host.write(3, 7, EPOCH);
        host.unpublish(3);
        guest.withdraw();
        assertThat(store.exists(base(3))).isFalse();
    }

    @Test
    void withoutOurNodeNothingIsTakenAwayUntilTheEnd() throws IOException {
        store.write(base(3) + "/outbox", "");
        guest.withdraw();
        assertThat(store.exists(base(3) + "/outbox")).isTrue();
        guest.leave();
        assertThat(store.exists(base(3))).isFalse();
    }

    @Test
    void whatADeadListenerLeftIsReplaced() throws IOException {
        host.write(3, 7, EPOCH);
        store.write(LISTENER, "1 0000000000000000");
        guest.announce(EPOCH);
        assertThat(store.read(LISTENER).orElse("")).isNotEqualTo("1 0000000000000000");
    }

    @Test
    void emptyDirectoriesAreTakenAwayButNothingOfTheGuests() throws IOException {
        host.write(3, 7, EPOCH);
        guest.announce(EPOCH);
        host.unpublish(3);
        store.write(base(3) + "/outbox", "");
        store.write(base(3) + "/inbox/x", "a.b");
        guest.withdraw();
        assertThat(store.list(base(3))).containsExactly("inbox");
    }
}
