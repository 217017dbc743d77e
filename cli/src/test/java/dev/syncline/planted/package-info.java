/**
 * Classes that break the rules of the architecture on purpose, one method per way to break one, in
 * packages that mirror the modules. {@code ArchitectureTest} shows that each is caught.
 */
package dev.syncline.planted;
