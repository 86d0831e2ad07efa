package org.multibusiness.sync.api.conflict;

import org.multibusiness.sync.api.change.TableName;

/**
 * Where a conflict is.
 *
 * @param table the table
 * @param column the column's name
 * @param type the column's type as {@code format_type} prints it
 */
public record ConflictColumn(TableName table, String column, String type) {}
