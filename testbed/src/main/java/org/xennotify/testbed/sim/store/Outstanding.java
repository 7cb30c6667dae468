package org.xennotify.testbed.sim.store;

/** A request that counts against its domain until its reply and all the watch events it caused have been written. */
final class Outstanding {
    private final Account account;
    private int parts = 1;

    Outstanding(Account account) {
        this.account = account;
        account.begin();
    }

    void retain() {
        parts++;
    }

    void release() {
        parts--;
        if (parts == 0) {
            account.end();
        }
    }
}
