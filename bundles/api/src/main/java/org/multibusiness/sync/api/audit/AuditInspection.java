package org.multibusiness.sync.api.audit;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.annotation.versioning.ProviderType;

/** The record for administrators. Thread-safe; blocks on the disk. What was recorded before a call is in its answer. */
@ProviderType
public interface AuditInspection {
    /**
     * The newest entries, newest first.
     *
     * @param limit at most so many, 1 to 10000
     * @throws IOException when the files can't be read; the message is for the operator
     */
    List<Entry> latest(int limit) throws IOException;

    /**
     * Reads the whole record and checks every line, the chain, and the seal of its end. Takes some seconds per hundred megabytes.
     *
     * @throws IOException when the files can't be read; the message is for the operator
     */
    Check verify() throws IOException;

    /**
     * A line of the record.
     *
     * @param number counted from 1 since the record began
     * @param at when, ISO 8601, UTC, by this server's clock
     * @param kind the name of an {@link AuditKind}, or of one that this version does not know
     * @param subject to whom or what
     * @param by who did it
     * @param details by name
     */
    record Entry(long number, String at, String kind, String subject, String by, SortedMap<String, String> details) {
        /** Copies the details. */
        public Entry {
            details = Collections.unmodifiableSortedMap(new TreeMap<>(details));
        }
    }

    /**
     * What a check found.
     *
     * @param intact whether nothing was changed, removed, inserted, reordered or cut off
     * @param first the number of the first line that is kept; 0 when there is none
     * @param last the number of the last one
     * @param begun when the first one was written, ISO 8601; empty when there is none
     * @param head the SHA-256 of the last line: equal heads, equal records
     * @param finding when not intact: which line is the first bad one, and what is wrong; for the operator
     */
    record Check(boolean intact, long first, long last, String begun, String head, String finding) {}
}
