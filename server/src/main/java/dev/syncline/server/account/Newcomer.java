package dev.syncline.server.account;

import org.jspecify.annotations.Nullable;

/**
 * Who comes from a provider of identities, as that says.
 *
 * @param identity who it is there
 * @param name by which the person is known there; null if it does not say
 * @param displayName the person's name; null if it does not say
 * @param email an address that the provider has verified; null for none
 */
public record Newcomer(
    User.Identity identity,
    @Nullable String name,
    @Nullable String displayName,
    @Nullable String email) {}
