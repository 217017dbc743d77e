/** Pages: what each shows, apart from where it comes from and from how it looks. */
@org.jspecify.annotations.NullMarked
package dev.syncline.server.page;
