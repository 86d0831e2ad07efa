package org.multibusiness.sync.conflict;

import static org.junit.Assert.assertEquals;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.Test;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.core.tck.Choices;
import org.multibusiness.sync.core.tck.Trial;
import org.multibusiness.sync.core.tck.TrialBranch;
import org.multibusiness.sync.core.tck.TrialCluster;

/** No sale is lost and none counts twice: whatever was cut off from whom, in whatever order it came together again. */
public class DeltaSumTest {
    private static final List<String> AMOUNTS = List.of("0.00", "0.01", "3.50", "10.00", "-4.25", "1234567890.99");
    private static final int HISTORIES = 150 * Integer.getInteger("sim.times", 1);

    @Test
    public void theValueIsTheFirstOnePlusEveryChangeEverMade() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            for (TrialBranch branch : played(seed, false, AliveRule.UPDATE_WINS)) {
                BigDecimal sum = branch.history().stream()
                        .map(VersionedChange::change)
                        .map(change -> after(change).subtract(before(change)))
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
                assertEquals("seed " + seed, sum, value(branch));
            }
        }
    }

    @Test
    public void theValueIsWhatAReplayInTotalOrderSaysWithStockTakesDeletionsAndNewRows() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            for (TrialBranch branch : played(seed, true, AliveRule.UPDATE_WINS, "reset-by", Trial.MOMENT)) {
                if (!branch.row().isEmpty()) {
                    assertEquals("seed " + seed, replayed(branch.history()), value(branch));
                }
            }
        }
    }

    /** A set keeps the earlier moves that its author had not seen; a move moves; a deletion that lost does nothing. */
    private static BigDecimal replayed(List<VersionedChange> history) {
        BigDecimal value = BigDecimal.ZERO;
        List<VersionedChange> moves = new ArrayList<>();
        for (VersionedChange change :
                history.stream().sorted(VersionedChange.TOTAL_ORDER).toList()) {
            if (change.change().operation() == Operation.DELETE) {
                continue;
            }
            if (isSet(change.change())) {
                value = after(change.change());
                for (VersionedChange move : moves) {
                    value = change.saw(move)
                            ? value
                            : value.add(after(move.change())).subtract(before(move.change()));
                }
            } else {
                moves.add(change);
                value = value.add(after(change.change())).subtract(before(change.change()));
            }
        }
        return value;
    }

    private static boolean isSet(RowChange change) {
        RowImage before = change.before();
        int moment = change.layout().indexOf(Trial.MOMENT);
        return before == null
                || !Objects.equals(
                        before.value(moment),
                        Objects.requireNonNull(change.after()).value(moment));
    }

    private static List<TrialBranch> played(long seed, boolean deletes, AliveRule alive, String... arguments) {
        Trial trial = new Trial(new Delta(), List.of(arguments), "numeric(14,2)", List.copyOf(AMOUNTS));
        TrialCluster cluster = new TrialCluster(trial, alive, deletes, new Choices(seed));
        cluster.play(40);
        return cluster.branches();
    }

    private static BigDecimal value(TrialBranch branch) {
        return new BigDecimal(Objects.requireNonNull(branch.row().get(Trial.VALUE)));
    }

    private static BigDecimal after(RowChange change) {
        return amount(change, Objects.requireNonNull(change.after()));
    }

    private static BigDecimal before(RowChange change) {
        RowImage before = change.before();
        return before == null ? BigDecimal.ZERO : amount(change, before);
    }

    private static BigDecimal amount(RowChange change, RowImage image) {
        return new BigDecimal(Objects.requireNonNull(image.value(change.layout().indexOf(Trial.VALUE))));
    }
}
