package org.multibusiness.sync.schema;

import java.util.logging.Level;
import liquibase.logging.Logger;
import liquibase.logging.core.AbstractLogService;
import liquibase.logging.core.AbstractLogger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What Liquibase has to say goes to DEBUG: what the operator must know is in the exception or logged by us. */
final class QuietLog extends AbstractLogService {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("org.multibusiness.sync.schema.liquibase");

    @Override
    public int getPriority() {
        return PRIORITY_NOT_APPLICABLE;
    }

    @Override
    @SuppressWarnings("rawtypes") // the interface is older than generics
    public Logger getLog(Class reporter) {
        return new Quiet();
    }

    private static final class Quiet extends AbstractLogger {
        @Override
        public void log(Level level, @Nullable String message, @Nullable Throwable cause) {
            LOG.debug("{}", message, cause);
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
