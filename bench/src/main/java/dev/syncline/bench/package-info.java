/** Side-by-side benchmarks against raw database copies and streams. */
@NullMarked
package dev.syncline.bench;

import org.jspecify.annotations.NullMarked;
