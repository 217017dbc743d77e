package dev.syncline.server.page;

/**
 * Something that the server does or did, while it does it.
 *
 * @param sync the sync's name; empty where it is about none
 * @param command as it is typed
 * @param events where it can be followed; empty once it is over
 * @param step where it is, in words
 * @param done how many records are done
 * @param total how many it will be; -1 where that is not known
 * @param answer what came of it, as the command line shows it; empty before that
 * @param state what came of it, in a word
 * @param mayCancel whether this person may give it up
 */
public record JobPage(
    Frame frame,
    long id,
    String sync,
    String command,
    String who,
    String asked,
    String events,
    String step,
    long done,
    long total,
    String answer,
    State state,
    boolean mayCancel) {}
