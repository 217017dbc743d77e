/**
 * The language of expressions: SQL scalar expressions over the columns of one row. Calcite parses
 * them; what a name, an operator and a function mean, and which types they take, is said here, in
 * core's own types. {@link dev.syncline.expression.Expression} is what others use.
 */
@NullMarked
package dev.syncline.expression;

import org.jspecify.annotations.NullMarked;
