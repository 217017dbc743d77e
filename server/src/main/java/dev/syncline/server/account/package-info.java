/**
 * Who may do what on the server: users and their roles, logins, sessions, tokens, the audit log,
 * and secrets. Nothing here knows of HTTP. {@link dev.syncline.server.account.Access} answers what
 * a caller may do; whoever serves a request asks it before anything else.
 */
@org.jspecify.annotations.NullMarked
package dev.syncline.server.account;
