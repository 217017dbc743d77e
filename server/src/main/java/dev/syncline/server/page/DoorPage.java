package dev.syncline.server.page;

/**
 * Where somebody comes in: a person who logs in, or the first administrator.
 *
 * @param first whether there is nobody yet, and the one-time link was followed
 * @param action where the form goes
 * @param user what was typed as the name
 * @param problem why it did not work; empty at first
 * @param csrf what the form has to send back
 */
public record DoorPage(boolean first, String action, String user, String problem, String csrf) {}
