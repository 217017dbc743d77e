/** Files whose rows are read: checked, and copied so that nobody changes them meanwhile. */
@org.jspecify.annotations.NullMarked
package dev.syncline.connect.file;
