/**
 * What a task keeps the same: field rules, unique keys and policies, compiled against both schemas.
 */
@org.jspecify.annotations.NullMarked
package dev.syncline.core.mapping;
