/** The full compare: which records changed, and which unlinked records belong together. */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine.survey;
