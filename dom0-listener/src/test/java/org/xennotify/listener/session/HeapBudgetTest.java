package org.xennotify.listener.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xennotify.listener.session.HeapBudget.Share;

class HeapBudgetTest {
    private final HeapBudget budget = new HeapBudget(100);
    private final List<String> signalled = new ArrayList<>();

    private Share share(String name) {
        return budget.share(() -> signalled.add(name));
    }

    @Test
    void shouldGiveWhatThereIs() {
        assertThat(share("a").take(60)).isTrue();
        assertThat(share("b").take(40)).isTrue();
        assertThat(budget.used()).isEqualTo(100);
        assertThat(share("c").take(1)).isFalse();
    }

    @Test
    void shouldServeThoseWhoWaitInOrder() {
        Share first = share("first");
        Share large = share("large");
        Share small = share("small");
        first.take(60);
        assertThat(large.take(80)).isFalse();
        assertThat(small.take(10)).as("it would fit, but is not its turn").isFalse();
        first.giveBack();
        assertThat(signalled).containsExactly("large", "small");
        assertThat(large.take(80)).isTrue();
        assertThat(small.take(10)).isTrue();
        assertThat(budget.used()).isEqualTo(90);
    }

    @Test
    void shouldNotMakeOthersWaitForOneThatIsGone() {
        Share holder = share("holder");
        Share gone = share("gone");
        Share next = share("next");
        holder.take(60);
        gone.take(80);
        next.take(40);
        assertThat(gone.isWaiting()).isTrue();
        gone.giveBack();
        assertThat(gone.isWaiting()).isFalse();
        assertThat(signalled).containsExactly("next");
        assertThat(budget.used()).isEqualTo(100);
    }

    @Test
    void shouldTakeBackWhatWasGrantedAndNotUsed() {
        Share holder = share("holder");
        Share waiting = share("waiting");
        holder.take(100);
        waiting.take(100);
        holder.giveBack();
        waiting.giveBack();
        assertThat(budget.used()).isZero();
    }

    @Test
    void shouldGiveAllOfItToOneThatWantsMore() {
        Share small = share("small");
        Share huge = share("huge");
        small.take(1);
        assertThat(huge.take(1000)).isFalse();
        small.giveBack();
        assertThat(huge.take(1000)).isTrue();
        assertThat(small.take(1)).isFalse();
        huge.giveBack();
        assertThat(small.take(1)).isTrue();
    }

    @Test
    void shouldNotChargeTwice() {
        Share share = share("a");
        share.take(50);
        share.take(50);
        share.take(20);
        assertThat(budget.used()).isEqualTo(50);
        share.take(90);
        assertThat(budget.used()).isEqualTo(90);
        share.giveBack();
        share.giveBack();
        assertThat(budget.used()).isZero();
    }
}
