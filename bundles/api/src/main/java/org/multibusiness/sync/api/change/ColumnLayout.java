package org.multibusiness.sync.api.change;

/**
 * One column as the catalogue has it.
 *
 * @param name the column's name, case as stored, no quotes
 * @param type the type as {@code format_type} prints it, modifiers included, for example {@code numeric(12,2)}
 * @param key whether it belongs to the primary key
 * @param generated whether the database computes it ({@code GENERATED ALWAYS AS … STORED}); such values are not replicated
 */
public record ColumnLayout(String name, String type, boolean key, boolean generated) {}
