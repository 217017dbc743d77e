/** Ways to reach records: databases, applications, files, behind one connector interface. */
@NullMarked
package dev.syncline.connect;

import org.jspecify.annotations.NullMarked;
