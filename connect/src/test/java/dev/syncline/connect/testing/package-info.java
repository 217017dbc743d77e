/** Real databases for tests of this and the later modules; published as connect's test-jar. */
@NullMarked
package dev.syncline.connect.testing;

import org.jspecify.annotations.NullMarked;
