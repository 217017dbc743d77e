/** What Syncline knows of records: schemas, rows, keys, links, and the base of each link. */
@org.jspecify.annotations.NullMarked
package dev.syncline.core.model;
