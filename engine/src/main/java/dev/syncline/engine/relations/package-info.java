/** Who belongs to whom: links as a run sees them, parents and children, circles and cascades. */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine.relations;
