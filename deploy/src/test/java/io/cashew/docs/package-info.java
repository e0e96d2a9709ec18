/**
 * Holds the documentation against the project: links, paths, examples of configuration, and the
 * page about the API. What pages say to do is done by {@code rehearsal}. Start at {@link
 * io.cashew.docs.DocsTest}.
 */
@NullMarked
package io.cashew.docs;

import org.jspecify.annotations.NullMarked;
