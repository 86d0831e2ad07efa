package org.multibusiness.sync.storage.postgresql.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.multibusiness.sync.api.storage.DatabaseAddress;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.sql.Failures;
import org.ops4j.pax.jdbc.pool.common.PooledDataSourceFactory;
import org.osgi.service.jdbc.DataSourceFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bounded pool of connections to one address. Opens no connection before the first is asked for. */
final class Pool implements Connections, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

    /** What holds for every connection unless its user says otherwise. */
    private static final String SETTINGS =
            "SET statement_timeout = '60s'; SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '5min'";

    private final String description;
    private final DataSource source;

    private Pool(String description, DataSource source) {
        this.description = description;
        this.source = source;
    }

    static Pool open(DatabaseAddress address, PooledDataSourceFactory pools, DataSourceFactory driver)
            throws SQLException {
        return new Pool(address.description(), pools.create(driver, settings(address)));
    }

    private static Properties settings(DatabaseAddress address) {
        Properties settings = new Properties();
        settings.setProperty(DataSourceFactory.JDBC_URL, url(address.jdbcUrl()));
        settings.setProperty(DataSourceFactory.JDBC_USER, address.user());
        settings.setProperty(DataSourceFactory.JDBC_PASSWORD, address.password());
        settings.setProperty("hikari.poolName", "sync");
        settings.setProperty("hikari.maximumPoolSize", "8");
        settings.setProperty("hikari.minimumIdle", "1");
        settings.setProperty("hikari.initializationFailTimeout", "-1");
        settings.setProperty("hikari.connectionTimeout", "5000");
        settings.setProperty("hikari.connectionInitSql", SETTINGS);
        return settings;
    }

    /** Adds what we want of the driver to what the address says; what the address says wins. */
    private static String url(String url) {
        StringBuilder complete = new StringBuilder(url);
        char separator = url.indexOf('?') < 0 ? '?' : '&';
        for (String parameter : new String[] {
            "ApplicationName=multi-business-sync",
            "connectTimeout=4",
            "loginTimeout=5",
            "socketTimeout=660",
            "tcpKeepAlive=true"
        }) {
            String name = parameter.substring(0, parameter.indexOf('=') + 1);
            if (!url.contains('?' + name) && !url.contains('&' + name)) {
                complete.append(separator).append(parameter);
                separator = '&';
            }
        }
        return complete.toString();
    }

    @Override
    public Connection take() throws StorageException {
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw Failures.of(e, "connect to " + description);
        }
    }

    DataSource source() {
        return source;
    }

    @Override
    public void close() {
        if (source instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.warn("The connections to {} did not close cleanly.", description, e);
            }
        }
    }
}
