/**
 * Applications behind an HTTP interface, each told by a description in YAML; docs/applications.md
 * says how one is written.
 */
@NullMarked
package dev.syncline.connect.app;

import org.jspecify.annotations.NullMarked;
