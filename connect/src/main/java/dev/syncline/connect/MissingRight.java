package dev.syncline.connect;

/**
 * A right that a connection's account has not.
 *
 * @param object the object that it is about; empty when it is Syncline's own tables
 * @param reading whether not even reading is possible without it
 * @param message who may not do what, without a full stop
 * @param remedy what to do, as a sentence; the exact statement where there is one
 */
public record MissingRight(String object, boolean reading, String message, String remedy) {}
