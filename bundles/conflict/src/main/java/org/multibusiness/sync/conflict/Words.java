package org.multibusiness.sync.conflict;

import org.multibusiness.sync.api.conflict.ColumnWrite;

/** What several policies say alike. */
final class Words {
    private Words() {}

    /** When and where a value was written. */
    static String written(ColumnWrite write) {
        return "written at " + write.timestamp().wall() + " by node " + write.node();
    }
}
