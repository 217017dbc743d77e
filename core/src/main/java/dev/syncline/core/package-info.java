/** What a sync means: values, records, mappings, match, reconcile, plan. Pure: no I/O, no clock. */
@NullMarked
package dev.syncline.core;

import org.jspecify.annotations.NullMarked;
