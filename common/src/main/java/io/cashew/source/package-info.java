/**
 * What a plug-in implements to be a group's source. Nothing but the JDK is needed to compile
 * against it.
 *
 * <p>A plug-in is a jar with an implementation of {@link io.cashew.source.SourcePlugin}, named in
 * {@code META-INF/services/io.cashew.source.SourcePlugin}. It sees this package, the JDK and what
 * lies in its own folder, and nothing else of Cashew. What is here changes compatibly, or with a
 * major version. Start at {@link io.cashew.source.SourcePlugin}.
 */
@NullMarked
package io.cashew.source;

import org.jspecify.annotations.NullMarked;
