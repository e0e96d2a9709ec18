/**
 * Databases as sources: one pool of connections per configured database, one query per group, and
 * one for several keys at once if the group has it.
 *
 * <p>A query is one statement in which {@code :key} stands for the key as text and {@code
 * :key_bytes} for its bytes, for binary columns; {@code :keys} and {@code :keys_bytes} for several.
 * Keys are always bound as parameters, never made part of the SQL. No row means that the key is
 * absent, several rows are a failure. One row is the answer:
 *
 * <ul>
 *   <li>one column: its bytes if it is binary, else its text in UTF-8. SQL's NULL is absence;
 *   <li>several columns: a JSON object with a member per column. Numbers and booleans stay what
 *       they are, binary columns become Base64, everything else text;
 *   <li>columns of certain names are no part of the value: {@link
 *       io.cashew.node.source.jdbc.Columns}.
 * </ul>
 *
 * <p>A key that cannot be what it is compared with (not UTF-8, not a number) is absent too. What
 * differs between databases is in {@link io.cashew.node.source.jdbc.Dialect}.
 *
 * <p>Called through {@link io.cashew.node.source.DataSource}. Knows nothing of groups but their
 * queries. Start at {@link io.cashew.node.source.jdbc.JdbcConnection}, then {@code JdbcLoad},
 * {@code KeyQuery} and {@code BatchQuery}.
 */
@NullMarked
package io.cashew.node.source.jdbc;

import org.jspecify.annotations.NullMarked;
