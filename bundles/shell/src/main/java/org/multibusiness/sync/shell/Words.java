package org.multibusiness.sync.shell;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What stands behind a command's name from its first argument on. Karaf takes options only before the first argument; people write
 * them behind it, too.
 */
final class Words {
    private Words() {}

    /**
     * The first word; hands on the options behind it.
     *
     * @param what names the first word for people, for example {@code ID}
     * @param words the words, the first one included
     * @param flags what to do about options without a value
     * @param options what to do with the value of an option
     * @throws IllegalArgumentException naming the word that does not belong there
     */
    static String first(
            String what, List<String> words, Map<String, Runnable> flags, Map<String, Consumer<String>> options) {
        Iterator<String> rest = words.iterator();
        if (!rest.hasNext()) {
            throw new IllegalArgumentException("give the " + what + "; --help shows how");
        }
        String first = rest.next();
        while (rest.hasNext()) {
            String word = rest.next();
            if (flags.containsKey(word)) {
                flags.get(word).run();
            } else if (options.containsKey(word) && rest.hasNext()) {
                options.get(word).accept(rest.next());
            } else if (options.containsKey(word)) {
                throw new IllegalArgumentException("'" + word + "' needs a value behind it; --help shows which");
            } else {
                throw new IllegalArgumentException("'" + word + "' is one word too many; --help shows how");
            }
        }
        return first;
    }
}
