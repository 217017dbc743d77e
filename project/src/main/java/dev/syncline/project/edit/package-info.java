/**
 * Editing a configuration's files as a careful person does: what is not changed stays as it was
 * written, comments and layout included.
 */
@org.jspecify.annotations.NullMarked
package dev.syncline.project.edit;
