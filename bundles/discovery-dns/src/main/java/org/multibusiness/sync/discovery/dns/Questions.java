package org.multibusiness.sync.discovery.dns;

import java.io.IOException;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/** Whom a {@link Look} asks. */
interface Questions {
    /**
     * The answer; also one that says that there is no such name.
     *
     * @throws IOException when nobody answers usefully, saying why not
     */
    Message ask(Name name, int type) throws IOException;
}
