/** What is said to a system is kept from others: by TLS, and through a tunnel of SSH. */
@org.jspecify.annotations.NullMarked
package dev.syncline.connect.secure;
