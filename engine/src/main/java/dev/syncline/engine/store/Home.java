package dev.syncline.engine.store;

/**
 * The node that has a part of the state in its files, where several share a store.
 *
 * @param connection whose part it is
 * @param node which node, by an id of its own
 * @param place where that is, as a person finds it
 */
public record Home(String connection, String node, String place) {}
