package org.multibusiness.sync.shell;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.security.KeyView;

/** {@code sync:key-show}. */
@Service
@Command(
        scope = "sync",
        name = "key-show",
        description = "Shows the fingerprint of the registration key, never the key",
        detailedDescription = """
                Shows the fingerprint of the registration key, when it was rotated,
                and which former keys still admit. Servers that work together show
                the same fingerprint. The key itself is in the file that is named.

                Example: bin/client 'sync:key-show --json'
                """)
public final class KeyShowCommand extends SyncCommand<KeyView> {
    @Override
    KeyView ask(Services from) throws CommandException {
        return from.trust().key();
    }

    @Override
    void show(KeyView key, Page page) {
        print(key, page);
        page.next(
                key.notes().isEmpty()
                        ? "compare the fingerprint with the other servers'; sync:key-rotate replaces the key."
                        : "do what is said above.");
    }

    static void print(KeyView key, Page page) {
        page.fact("Key", key.fingerprint());
        page.fact("Rotated", key.rotated().isEmpty() ? "" : page.ages().since(key.rotated()));
        page.fact("File", key.file());
        key.accepted()
                .forEach(former -> page.fact(
                        "Former",
                        former.fingerprint() + ", accepted until " + page.ages().since(former.until())));
        key.notes().forEach(note -> page.fact("Note", note));
    }
}
