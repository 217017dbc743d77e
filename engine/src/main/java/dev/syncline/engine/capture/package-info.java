/** Which records changed, as marks or timestamps tell it, and where capture stands. */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine.capture;
