package org.multibusiness.sync.schema;

import java.util.Collection;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.schema.Compatibility;
import org.multibusiness.sync.api.schema.SchemaVersion;
import org.multibusiness.sync.api.schema.SchemaVersionManager;
import org.multibusiness.sync.api.storage.StorageException;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Schema versions by a Liquibase changelog. */
@Component
public final class LiquibaseSchema implements SchemaVersionManager {
    private static final String CHANGELOG = "db/changelog.yaml";

    @Reference(
            target = "(dataSourceName=sync)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable DataSource database;

    private final SchemaMigration migration = new SchemaMigration(CHANGELOG);

    @Override
    public void migrate() throws StorageException {
        DataSource present = database;
        if (present == null) {
            throw MigrationFailure.noDataSource();
        }
        migration.run(present);
    }

    @Override
    public SchemaVersion describe(Collection<TableLayout> tables) {
        TreeMap<TableName, String> fingerprints = new TreeMap<>();
        tables.forEach(layout -> fingerprints.put(layout.table(), layout.fingerprint()));
        return new SchemaVersion(fingerprints);
    }

    @Override
    public Compatibility compare(SchemaVersion here, SchemaVersion there) {
        return SchemaComparison.of(here, there);
    }
}
