package dev.syncline.connect;

/**
 * Stands in the values of a {@link Write.Insert} or {@link Write.Update} for a part of the key of a
 * record that does not exist yet: the one that another insert of the same batch adds, or this
 * insert itself. Only in a batch whose writes are {@link WriteBatch#together}, which lets a record
 * be added with its parts, and records refer to each other in a circle although none of the
 * references may be null and the system makes their keys.
 *
 * @param operation the insert that adds the record referred to
 * @param part which part of that record's key
 */
public record KeyOf(String operation, int part) {}
