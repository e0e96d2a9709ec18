/**
 * Databases as sources: one pool of connections per configured database, one query per group.
 *
 * <p>The query is one statement in which {@code :key} stands for the key as text and {@code
 * :key_bytes} for its bytes, for binary columns. The key is always bound as a parameter, never made
 * part of the SQL. The first row is the answer; no row means that the key is absent:
 *
 * <ul>
 *   <li>one column: its bytes if it is binary, else its text in UTF-8. SQL's NULL is absence;
 *   <li>several columns: a JSON object with a member per column. Numbers and booleans stay what
 *       they are, binary columns become Base64, everything else text.
 * </ul>
 *
 * <p>A key that cannot be what {@code :key} is compared with (not UTF-8, or not a number where the
 * query casts it to one) is absent too. Connections are marked read-only, which not every database
 * enforces: give the node a user that can only read. With PostgreSQL, cast the key ({@code WHERE id
 * = :key::bigint}) or add {@code stringtype=unspecified} to the URL.
 *
 * <p>Called through {@link io.cashew.node.source.DataSource}. Knows nothing of groups but their
 * query. Start at {@link io.cashew.node.source.jdbc.JdbcConnection}.
 */
@NullMarked
package io.cashew.node.source.jdbc;

import org.jspecify.annotations.NullMarked;
