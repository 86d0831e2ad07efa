package org.multibusiness.sync.discovery.choice;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The discoveries somebody wants.
 *
 * @param words their short names, never none
 * @param rejections one sentence for every word that was refused
 */
record Choice(SortedSet<String> words, List<String> rejections) {
    /** All there are. */
    static final List<String> ALLOWED = List.of("multicast", "mdns", "dns", "manual");

    /** When nothing is said. */
    static final SortedSet<String> DEFAULT =
            Collections.unmodifiableSortedSet(new TreeSet<>(List.of("multicast", "manual")));

    private static final String FEATURE = "sync-discovery-";

    Choice {
        words = Collections.unmodifiableSortedSet(new TreeSet<>(words));
        rejections = List.copyOf(rejections);
    }

    /** Reads words separated by commas. The good ones count; without a good one the last choice stays. */
    static Choice read(String text, SortedSet<String> last) {
        SortedSet<String> words = new TreeSet<>();
        List<String> wrong = new ArrayList<>();
        for (String entry : text.split("[,\\s]+", -1)) {
            String word = entry.toLowerCase(Locale.ROOT);
            if (ALLOWED.contains(word)) {
                words.add(word);
            } else if (!word.isEmpty()) {
                wrong.add(entry);
            }
        }
        if (text.isBlank()) {
            words.addAll(DEFAULT);
        } else if (words.isEmpty()) {
            words.addAll(last);
        }
        return new Choice(
                words, wrong.stream().map(word -> rejection(word, words)).toList());
    }

    private static String rejection(String word, Collection<String> inForce) {
        return "SYNC_DISCOVERY (discoveries in etc/" + DiscoveryChoice.PID + ".cfg) names '" + word
                + "', which is no discovery; allowed: " + String.join(", ", ALLOWED) + ". In force: "
                + String.join(", ", inForce) + ".";
    }

    static String feature(String word) {
        return FEATURE + word;
    }

    /**
     * What has to be done for this choice.
     *
     * @param install words whose features are to be installed
     * @param uninstall words whose features are to be uninstalled
     */
    record Steps(SortedSet<String> install, SortedSet<String> uninstall) {
        /** Copies the sets. */
        Steps {
            install = Collections.unmodifiableSortedSet(new TreeSet<>(install));
            uninstall = Collections.unmodifiableSortedSet(new TreeSet<>(uninstall));
        }

        boolean none() {
            return install.isEmpty() && uninstall.isEmpty();
        }
    }

    /**
     * What has to be done. Nothing when this is the choice that was carried out last: since then the operator's hand has the
     * word. Only what an earlier choice brought is taken away, never what was installed by hand.
     *
     * @param carriedOut the choice before; empty at the first start
     * @param installed the words whose features are there
     */
    Steps after(Collection<String> carriedOut, Collection<String> installed) {
        if (words.equals(new TreeSet<>(carriedOut))) {
            return new Steps(new TreeSet<>(), new TreeSet<>());
        }
        SortedSet<String> install = new TreeSet<>(words);
        install.removeAll(installed);
        SortedSet<String> uninstall = new TreeSet<>(carriedOut);
        uninstall.removeAll(words);
        uninstall.retainAll(installed);
        return new Steps(install, uninstall);
    }
}
