package org.xennotify.listener.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xennotify.device.Domain;
import org.xennotify.listener.fake.FakeHost;
import org.xennotify.listener.fake.FakeStore;
import org.xennotify.xenstore.XenStoreClient;

class StoreDomainsTest {
    private final FakeStore store = new FakeStore();
    private XenStoreClient client;

    @BeforeEach
    void open() throws IOException {
        client = XenStoreClient.connect(store::connect);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void domainsAreWhatTheToolstackWrote() throws IOException {
        store.write("/local/domain/0/vm", "/vm/00000000-0000-0000-0000-000000000000");
        store.write("/local/domain/7/vm", "/vm/" + FakeHost.uuid(7));
        assertThat(new StoreDomains(client).list()).containsExactly(new Domain(7, FakeHost.uuid(7), false));
    }

    @Test
    void whatIsNoDomainIsPassedOver() throws IOException {
        store.write("/local/domain/x/vm", "/vm/" + FakeHost.uuid(7));
        store.write("/local/domain/99999/vm", "/vm/" + FakeHost.uuid(7));
        store.write("/local/domain/8/vm", "elsewhere");
        store.write("/local/domain/9/vm", "/vm/nothing");
        store.write("/local/domain/10/name", "half made");
        assertThat(new StoreDomains(client).list()).isEmpty();
    }

    @Test
    void noDomainsAtAllIsAnEmptyList() throws IOException {
        assertThat(new StoreDomains(client).list()).isEmpty();
    }
}
